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

/** What an identifier identifies by. */
export interface Identity {
  /** Normalised; "": there is none. */
  readonly text: string;
  /** Whether that has its kind's form. */
  readonly hasForm: boolean;
}

export function identityOf(kind: IdentifierKind, value: string): Identity {
  const { hasForm } = identifiers[kind];
  if (hasForm(value)) return { text: value, hasForm: true };
  const text = normaliseIdentifier(kind, value);
  return { text, hasForm: hasForm(text) };
}

/** The identifier as the platform would write it. */
export function namedIdentifier(kind: IdentifierKind, value: string): CallbackIdentifier {
  return { kind: identifiers[kind].platformKind, value };
}

const kindsByName: ReadonlyMap<string, IdentifierKind> = new Map(
  identifierKinds.map((kind) => [identifiers[kind].platformKind, kind]),
);
