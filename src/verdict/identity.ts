import {
  type IdentifierKind,
  identifierKinds,
  identifiers,
  normaliseIdentifier,
} from "../devices/identifiers.ts";
import type { CallbackIdentifier } from "../uws/callback.ts";

/** Of an identifier in a message; undefined: not one of ours (MDN). */
export function identifierKindOf({ kind }: CallbackIdentifier): IdentifierKind | undefined {
  return kindsByName.get(kind);
}

/** The value of an identifier, normalised; "": there is none. */
export function identityText(kind: IdentifierKind, value: string): string {
  return identifiers[kind].hasForm(value) ? value : normaliseIdentifier(kind, value);
}

/** The identifier as the platform would write it. */
export function namedIdentifier(kind: IdentifierKind, value: string): CallbackIdentifier {
  return { kind: identifiers[kind].platformKind, value };
}

const kindsByName: ReadonlyMap<string, IdentifierKind> = new Map(
  identifierKinds.map((kind) => [identifiers[kind].platformKind, kind]),
);
