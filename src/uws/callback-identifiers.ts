import type { CallbackIdentifier } from "./callback.ts";
import type { CallbackLimits } from "./callback-limits.ts";
import { type RefusalSlot, refuse } from "./callback-refusal.ts";

/**
 * Pairs Kinds and Identifiers of one device. The two stand in one element, in either order, and that may be a DeviceIdentifier,
 * or the device itself, or any wrapper.
 */
export interface IdentifierPairs {
  /** A Kind or an Identifier has ended; `holder` is the depth of the element that it stands in. */
  add(part: "kind" | "identifier", text: string, holder: number): void;
  /** An element has ended. */
  closeHolder(depth: number): void;
  /** What was paired since the last call. An identifier that is empty is none; one without a Kind has kind "". */
  take(): CallbackIdentifier[];
}

export function createIdentifierPairs(limits: CallbackLimits, slot: RefusalSlot): IdentifierPairs {
  const kinds: KnownKind[] = [];
  const paired: CallbackIdentifier[] = [];
  let count = 0;
  let kind: string | undefined;
  let value: string | undefined;
  let halfDepth = 0;
  const push = (): void => {
    if (value !== undefined && value !== "") paired[count++] = { kind: kind ?? "", value };
    if (count > limits.maxIdentifiers) refuse(slot, "tooManyIdentifiers", limits.maxIdentifiers);
    kind = undefined;
    value = undefined;
    halfDepth = 0;
  };
  return {
    add(part, text, holder) {
      const other = part === "kind" ? value : kind;
      if (halfDepth !== 0 && (other === undefined || halfDepth !== holder)) return refuse(slot, "unpaired");
      if (part === "kind") kind = upperCase(text, kinds);
      else value = text.trim();
      if (halfDepth === 0) halfDepth = holder;
      else push();
    },
    closeHolder(depth) {
      if (depth === halfDepth) push();
    },
    take() {
      // A copy has no spare room: an array that grew has some for sixteen more. Setting a length is slow.
      const taken = paired.slice(0, count);
      count = 0;
      return taken;
    },
  };
}

interface KnownKind {
  readonly text: string;
  readonly kind: string;
}

/** There are a handful of kinds in a message, each thousands of times. */
function upperCase(text: string, known: KnownKind[]): string {
  for (const each of known) if (each.text === text) return each.kind;
  const kind = text.trim().toUpperCase();
  if (known.length < 8) known.push({ text, kind });
  return kind;
}
