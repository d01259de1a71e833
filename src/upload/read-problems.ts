import type { ColumnPlan } from "../csv/column-plan.ts";
import type { AddResult, Clash, DeviceTable } from "../devices/device-table.ts";
import { findFormCause } from "../devices/find-form-cause.ts";
import { type IdentifierKind, identifiers, normaliseIdentifier } from "../devices/identifiers.ts";
import { forbiddenCharacterIn } from "../devices/lawful-text.ts";
import { type Problem, type ProblemLog, visibleValue } from "../devices/problems.ts";

/** What is known while the rows of one source are checked. */
export interface CheckScope {
  readonly devices: DeviceTable;
  readonly problems: ProblemLog;
  readonly plans: readonly ColumnPlan[];
  readonly plan: ColumnPlan;
  readonly source: number;
}

/** A cell that is not in its identifier's form. */
export interface BadCell {
  readonly kind: IdentifierKind;
  readonly position: number;
  /** Undefined: the row is too short. */
  readonly cell: string | undefined;
  /** The cell, normalised. */
  readonly text: string;
  readonly row: readonly string[];
  readonly line: number;
}

/** The problem of a bad cell: missing, forbidden, or the form with its probable cause. */
export function formProblem(scope: CheckScope, bad: BadCell): Problem {
  const { kind, position, cell, text, line } = bad;
  const at = {
    severity: "error",
    source: scope.source,
    line,
    column: labelOf(scope.plan, position),
    value: visibleValue(cell ?? ""),
  } as const;
  if (cell === undefined) return { kind: "row-too-short", ...at };
  const cause = isSwapped(scope, bad) ? "columns-swapped" : findFormCause(kind, cell);
  if (cause !== undefined) return { kind: `${kind}-form`, ...at, cause };
  if (text === "") return { kind: "identifier-missing", ...at };
  return { kind: forbiddenCharacterIn(cell) !== undefined ? "forbidden-character" : `${kind}-form`, ...at };
}

/** Whether each of a row's two identifiers stands in the other's column. */
function isSwapped({ devices, plan }: CheckScope, { kind, position, cell, row }: BadCell): boolean {
  const partner = devices.kinds.length === 2 ? 1 - position : -1;
  const partnerKind = devices.kinds[partner];
  const partnerCell = row[plan.columns[partner] ?? -1];
  if (partnerKind === undefined || partnerKind === kind || partnerCell === undefined) return false;
  return hasFormOf(partnerKind, cell ?? "") && hasFormOf(kind, partnerCell);
}

function hasFormOf(kind: IdentifierKind, cell: string): boolean {
  return identifiers[kind].hasForm(normaliseIdentifier(kind, cell));
}

/** A row that the table refused. */
export interface RefusedRow {
  readonly row: readonly string[];
  readonly line: number;
  /** The number of its terms. */
  readonly terms: number;
}

/** Records a row that the table refused, and each earlier row that it took down with it. */
export function refuse(
  scope: CheckScope,
  result: Exclude<AddResult, { kind: "added" }>,
  refused: RefusedRow,
): void {
  scope.problems.countRejectedRow(scope.source, refused.line);
  if (result.kind === "conflict") {
    for (const [nth, clash] of result.clashes.entries())
      if (nth < maxClashesTold || clash.newlyRejected)
        refuseBoth("identifier-conflict", scope, clash, refused);
    return;
  }
  const { first } = result;
  const { devices, problems, plan, source } = scope;
  if (devices.termsOf(first) !== refused.terms) {
    const newlyRejected = !devices.isRejected(first);
    devices.reject(first);
    refuseBoth("terms-conflict", scope, { position: 0, row: first, newlyRejected }, refused);
    return;
  }
  const { row, line } = refused;
  const cause = causeOf(scope, row, 0, first);
  const at = { source, line, ...cellAt(plan, row, 0), ...cause, other: placeOf(devices, first) };
  problems.add({ kind: "duplicate-device", severity: "error", ...at });
}

/** Of one row with the same others: with a hundred software versions of one IMEI each row clashes with all. */
const maxClashesTold = 3;

/** Neither of two rows can be trusted. */
function refuseBoth(
  kind: "identifier-conflict" | "terms-conflict",
  scope: CheckScope,
  { position, row: clashing, newlyRejected }: Clash,
  { row, line }: RefusedRow,
): void {
  const { devices, problems, plan, source } = scope;
  const here = { source, line };
  const there = placeOf(devices, clashing);
  const cause = causeOf(scope, row, position, clashing);
  problems.add({ kind, severity: "error", ...here, ...cellAt(plan, row, position), ...cause, other: there });
  if (!newlyRejected) return;
  problems.countRejectedRow(there.source, there.line);
  const cell = cellOf(scope, clashing, position);
  problems.add({ kind, severity: "error", ...there, ...cell, ...cause, other: here });
}

/** Why they are the same, where they do not read the same. */
function causeOf(
  { devices, plan }: CheckScope,
  row: readonly string[],
  position: number,
  other: number,
): Pick<Problem, "cause"> {
  const kind = devices.kinds[position];
  if (kind === undefined) return {};
  const text = normaliseIdentifier(kind, row[plan.columns[position] ?? 0] ?? "");
  return text === devices.identifier(other, position) ? {} : { cause: "imeisv-of-imei" };
}

function placeOf(devices: DeviceTable, row: number): { readonly source: number; readonly line: number } {
  return { source: devices.sourceOf(row), line: devices.lineOf(row) };
}

function cellAt(
  plan: ColumnPlan,
  row: readonly string[],
  position: number,
): Pick<Problem, "column" | "value"> {
  return { column: labelOf(plan, position), value: visibleValue(row[plan.columns[position] ?? 0] ?? "") };
}

/** An earlier row's cell: as read it is gone, as an identifier it is in the table. */
function cellOf(
  { devices, plans }: CheckScope,
  row: number,
  position: number,
): Pick<Problem, "column" | "value"> {
  const plan = plans[devices.sourceOf(row)];
  return {
    column: plan === undefined ? position + 1 : labelOf(plan, position),
    value: devices.identifier(row, position),
  };
}

/** What people call the column of an identifier position. */
export function labelOf(plan: ColumnPlan, position: number): string | number {
  return plan.labels[position] ?? position + 1;
}
