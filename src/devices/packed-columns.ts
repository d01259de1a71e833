import { createIdentifierIndex, type IdentifierIndex } from "./identifier-index.ts";
import type { IdentifierKind } from "./identifiers.ts";
import { identifierPlaces, packedWords } from "./packing.ts";

/** Where one identifier of a device lies in a row of packed words, and the index over all rows. */
export interface PackedColumn {
  readonly position: number;
  readonly kind: IdentifierKind;
  /** Of its first word in a row. */
  readonly offset: number;
  /** Words of one identifier. */
  readonly width: number;
  readonly index: IdentifierIndex;
}

/** The columns of rows that hold these identifiers one behind the other, with empty indexes. */
export function layOutColumns(kinds: readonly IdentifierKind[]): readonly PackedColumn[] {
  const stride = wordsPerRow(kinds);
  return identifierPlaces(kinds).map((place) => ({
    ...place,
    index: createIdentifierIndex({ ...place, stride }),
  }));
}

/** 32-bit words of one row. */
export function wordsPerRow(kinds: readonly IdentifierKind[]): number {
  return kinds.reduce((sum, kind) => sum + packedWords[kind], 0);
}
