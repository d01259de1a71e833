import type { IdentifierKind } from "./identifiers.ts";
import type { UploadType } from "./upload-types.ts";

/** What became of a row that was added. */
export type AddResult =
  /** It is the table's newest row: `size - 1`. */
  | { readonly kind: "added" }
  /** The same device again: not added; `first` is the row that stays. */
  | { readonly kind: "duplicate"; readonly first: number }
  /** An identifier is known with another partner: added as rejected (`size - 1`), and each row it clashes with is rejected. */
  | { readonly kind: "conflict"; readonly clashes: readonly Clash[] };

export interface Clash {
  /** Of the identifier that both rows have. */
  readonly position: number;
  readonly row: number;
  /** Whether that row was accepted until now. */
  readonly newlyRejected: boolean;
}

/**
 * The devices of one upload type, packed: 28 bytes a pair and 8 to 16 bytes of index for each identifier. Rows are numbered from 0
 * in the order in which they were added. Whatever that order, a device is accepted exactly when no other device in the
 * table shares an identifier with it.
 */
export interface DeviceTable {
  readonly uploadType: UploadType;
  /** The kind of each identifier, by position: the order in which the platform wants them. */
  readonly kinds: readonly IdentifierKind[];
  /** 32-bit words of one device's packed identifiers. */
  readonly wordsPerDevice: number;
  /** Rows added, the rejected among them; exact duplicates are not. */
  readonly size: number;
  readonly accepted: number;
  /** Adds the identifiers of one row, by position, each in its kind's form. */
  add(identifiers: readonly string[], source: number, line: number): AddResult;
  /** The first row with this packed identifier at `position`, rejected or not, else -1. A miss costs about one memory access. */
  find(position: number, words: Uint32Array, at: number): number;
  identifier(row: number, position: number): string;
  /** Writes an identifier as ASCII; returns where it ends. `target` must have room (32 bytes suffice for any). */
  writeIdentifier(row: number, position: number, target: Uint8Array, at: number): number;
  sourceOf(row: number): number;
  lineOf(row: number): number;
  isRejected(row: number): boolean;
  /** Takes a row back; again is no error. */
  reject(row: number): void;
  /** Copies the packed identifiers of a row, all positions one behind the other: `wordsPerDevice` words. */
  packRow(row: number, target: Uint32Array, at: number): void;
}

export function createDeviceTable(uploadType: UploadType): DeviceTable {
  throw new Error(`not yet: ${uploadType}`);
}
