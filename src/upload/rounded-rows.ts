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
 * Whether a spreadsheet has rounded the ICCIDs or EIDs of one source to 15 digits shows in the whole column alone: an honest one of
 * 100,000 ends in five zeros, too. So rows that look rounded are held until it is known how many there are: far more than chance would
 * make, wherever they stand and however right their check digits happen to be, and all of them are refused, instead of
 * being told as the conflicts that they would be: rounded serial numbers are all the same.
 */
export interface RoundedRows {
  /** False where nothing can be rounded, or where so many are that it is chance. */
  readonly isWatching: boolean;
  /** Whether the row is taken, and checked later if not now. */
  take(row: readonly string[], line: number): boolean;
  /** Checks what is still held. */
  end(): void;
}

/** So many are held; then it is decided by what has come until then. */
const maxHeld = 1000;

/** How much more often than by chance. */
const farMore = 100;

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
  let others = 0;
  /** Digits of the shortest that is held. */
  let shortest = Number.POSITIVE_INFINITY;

  function release(severity: Roundness["severity"]): void {
    for (const { row, line } of held) check(row, line, { position, severity });
    held = [];
  }

  function isRounded(): boolean {
    const byChance = (held.length + others) * 10 ** (keptDigits - shortest);
    return held.length > 1 && held.length > farMore * byChance;
  }

  /** Of a single row its check digit decides; nobody having looked at that, it can only be told. */
  function severityAtEnd(kind: IdentifierKind): Roundness["severity"] {
    if (isRounded()) return "error";
    if (others > 0 || held.length > 1) return undefined;
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
      const cell = row[column] ?? "";
      const text = kind === undefined || endsInOneToNine(cell) ? "" : normaliseIdentifier(kind, cell);
      if (kind === undefined || !looksRounded(kind, text)) {
        others++;
        return false;
      }
      held.push({ row: [...row], line });
      shortest = Math.min(shortest, text.length);
      if (held.length === maxHeld && state === "open") state = isRounded() ? "rounded" : "honest";
      if (state !== "open") release(state === "rounded" ? "error" : undefined);
      return true;
    },
    end() {
      if (kind !== undefined && held.length > 0) release(severityAtEnd(kind));
    },
  };
}

/** A spreadsheet keeps so many of a number. */
const keptDigits = 15;

/** Most cells do, and need no closer look. */
function endsInOneToNine(cell: string): boolean {
  const last = cell.charCodeAt(cell.length - 1);
  return last > 48 && last <= 57;
}
