import {
  type IdentifierKind,
  identifiers,
  looksRounded,
  normaliseIdentifier,
} from "../devices/identifiers.ts";

export interface RoundedRowsOptions {
  readonly kinds: readonly IdentifierKind[];
  /** 0-based index into a row, by position. */
  readonly columns: readonly number[];
  readonly judgesCheckDigits: boolean;
  /** Checks a row that was held. */
  readonly check: (row: readonly string[], line: number, roundness: Roundness) => void;
}

/** What became known of a row whose ICCID or EID looks rounded. */
export interface Roundness {
  readonly position: number;
  /** An error where the whole column is so; undefined where others are not, so that its zeros may be its own. */
  readonly severity: "error" | "warning" | undefined;
}

/**
 * Whether a spreadsheet has rounded the ICCIDs or EIDs of one source to 15 digits shows in the whole column alone: an honest
 * one of 100,000 ends in zeros, too. So rows that look rounded are held until one does not. If none comes they are refused,
 * instead of being told as the conflicts that they would be: rounded serial numbers are all the same.
 */
export interface RoundedRows {
  /** False once the column is known to be honest, or where there is nothing to be rounded. */
  readonly isWatching: boolean;
  /** Whether the row is taken, and checked later if not now. Rows held before may be checked by this call. */
  take(row: readonly string[], line: number): boolean;
  /** Checks what is still held. */
  end(): void;
}

/** As many rows in a row are enough to know: honest ones would be the first in 10 to the power of 3,000. */
const maxHeld = 1000;

/** Rows of one source, in their order. */
export function createRoundedRows({
  kinds,
  columns,
  judgesCheckDigits,
  check,
}: RoundedRowsOptions): RoundedRows {
  const position = kinds.findIndex((kind) => kind === "iccid" || kind === "eid");
  const kind = kinds[position];
  const column = columns[position] ?? -1;
  let state: "open" | "rounded" | "honest" = kind === undefined ? "honest" : "open";
  let held: { readonly row: readonly string[]; readonly line: number }[] = [];

  function release(severity: Roundness["severity"]): void {
    for (const { row, line } of held) check(row, line, { position, severity });
    held = [];
  }

  /** Of a single row its check digit decides; nobody having looked at that, it can only be told. */
  function severityAtEnd(kind: IdentifierKind): Roundness["severity"] {
    if (held.length > 1) return "error";
    if (!judgesCheckDigits) return "warning";
    return identifiers[kind].passesCheck(normaliseIdentifier(kind, held[0]?.row[column] ?? ""))
      ? undefined
      : "error";
  }

  return {
    get isWatching() {
      return state !== "honest";
    },
    take(row, line) {
      if (kind === undefined) return false;
      const text = normaliseIdentifier(kind, row[column] ?? "");
      if (!identifiers[kind].hasForm(text)) return false;
      if (!looksRounded(kind, text)) {
        if (state === "open") state = "honest";
        release(undefined);
        return false;
      }
      held.push({ row: [...row], line });
      if (held.length === maxHeld) state = "rounded";
      if (state === "rounded") release("error");
      return true;
    },
    end() {
      if (kind !== undefined && held.length > 0) release(severityAtEnd(kind));
    },
  };
}
