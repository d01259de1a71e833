import type { ColumnPlan } from "../csv/column-plan.ts";
import { type AddResult, createDeviceTable, type DeviceTable } from "../devices/device-table.ts";
import { findFormCause } from "../devices/form-causes.ts";
import {
  hasIccidPrefix,
  type IdentifierKind,
  identifiers,
  looksRounded,
  normaliseIdentifier,
} from "../devices/identifiers.ts";
import type { ProblemKind } from "../devices/problem-texts.ts";
import {
  createProblemLog,
  type Problem,
  type ProblemLog,
  type Severity,
  visibleValue,
} from "../devices/problems.ts";
import type { CheckDigits } from "./read-devices.ts";

/** Checks rows as they come and keeps their devices and problems. */
export interface RowChecks {
  /** Undefined until the first source has a plan. */
  readonly devices: DeviceTable | undefined;
  readonly problems: ProblemLog;
  /** Starts the next source. Its plan must be of the same upload type as the first. */
  startSource(plan: ColumnPlan): SourceChecks;
}

export interface SourceChecks {
  check(row: readonly string[], line: number): void;
  /** Identifiers that were not in their normal form until now. */
  readonly normalised: number;
}

/** Checks over all sources of one input; `startSource` is called once for each, in their order. */
export function createRowChecks(checkDigits: CheckDigits): RowChecks {
  const problems = createProblemLog();
  const plans: ColumnPlan[] = [];
  let devices: DeviceTable | undefined;
  return {
    get devices() {
      return devices;
    },
    problems,
    startSource(plan) {
      devices ??= createDeviceTable(plan.uploadType);
      plans.push(plan);
      return startSource({
        devices,
        problems,
        plans,
        plan,
        source: plans.length - 1,
        doubt: doubtSeverity[checkDigits],
      });
    },
  };
}

/** How check digits and prefixes are judged; undefined: not at all. */
const doubtSeverity = {
  error: "error",
  warn: "warning",
  off: undefined,
} as const satisfies Record<CheckDigits, Severity | undefined>;

interface Scope {
  readonly devices: DeviceTable;
  readonly problems: ProblemLog;
  readonly plans: readonly ColumnPlan[];
  readonly plan: ColumnPlan;
  readonly source: number;
  readonly doubt: Severity | undefined;
}

function startSource(scope: Scope): SourceChecks {
  const { devices, problems, plan, source, doubt } = scope;
  const texts: string[] = devices.kinds.map(() => "");
  let normalised = 0;

  /** Whether the cell is good enough to be sent; its identifier is then in `texts`. */
  function checkCell(
    position: number,
    kind: IdentifierKind,
    cell: string | undefined,
    line: number,
  ): boolean {
    const rule = identifiers[kind];
    let text = cell ?? "";
    if (!rule.hasForm(text)) {
      text = normaliseIdentifier(kind, text);
      if (!rule.hasForm(text)) {
        problems.add(formProblem(scope, { kind, position, cell, text, line }));
        return false;
      }
      normalised++;
    }
    texts[position] = text;
    return looksRight(position, kind, text, line);
  }

  function looksRight(position: number, kind: IdentifierKind, text: string, line: number): boolean {
    if (looksRounded(kind, text))
      addDoubt({ kind: "rounded-identifier", severity: "warning", position, text, line });
    if (doubt === undefined) return true;
    const failsCheck = !identifiers[kind].passesCheck(text);
    const failsPrefix = kind === "iccid" && !hasIccidPrefix(text);
    if (failsCheck) addDoubt({ kind: "check-digit", severity: doubt, position, text, line });
    if (failsPrefix) addDoubt({ kind: "iccid-prefix", severity: doubt, position, text, line });
    return doubt === "warning" || !(failsCheck || failsPrefix);
  }

  function addDoubt({ kind, severity, position, text, line }: Doubt): void {
    problems.add({ kind, severity, source, line, column: labelOf(plan, position), value: text });
  }

  return {
    get normalised() {
      return normalised;
    },
    check(row, line) {
      let isGood = true;
      for (let position = 0; position < texts.length; position++) {
        const kind = devices.kinds[position];
        const column = plan.columns[position];
        if (kind === undefined || column === undefined) continue;
        if (!checkCell(position, kind, row[column], line)) isGood = false;
      }
      if (!isGood) return problems.countRejectedRow();
      const result = devices.add(texts, source, line);
      if (result.kind !== "added") refuse(scope, result, row, line);
    },
  };
}

interface Doubt {
  readonly kind: ProblemKind;
  readonly severity: Severity;
  readonly position: number;
  readonly text: string;
  readonly line: number;
}

interface BadCell {
  readonly kind: IdentifierKind;
  readonly position: number;
  /** Undefined: the row is too short. */
  readonly cell: string | undefined;
  /** The cell, normalised. */
  readonly text: string;
  readonly line: number;
}

function formProblem({ plan, source }: Scope, { kind, position, cell, text, line }: BadCell): Problem {
  const at = {
    severity: "error",
    source,
    line,
    column: labelOf(plan, position),
    value: visibleValue(cell ?? ""),
  } as const;
  if (cell === undefined) return { kind: "row-too-short", ...at };
  if (text === "") return { kind: "identifier-missing", ...at };
  if (/['<\\]/.test(text)) return { kind: "forbidden-character", ...at };
  const cause = findFormCause(kind, text);
  return cause === undefined ? { kind: `${kind}-form`, ...at } : { kind: `${kind}-form`, ...at, cause };
}

/** Records a row that the table refused, and each earlier row that it took down with it. */
function refuse(
  scope: Scope,
  result: Exclude<AddResult, { kind: "added" }>,
  row: readonly string[],
  line: number,
): void {
  const { devices, problems, plan, source } = scope;
  const here = { source, line };
  problems.countRejectedRow();
  if (result.kind === "duplicate") {
    const other = placeOf(devices, result.first);
    problems.add({ kind: "duplicate-device", severity: "error", ...here, ...cellAt(plan, row, 0), other });
    return;
  }
  for (const { position, row: clashing, newlyRejected } of result.clashes) {
    const there = placeOf(devices, clashing);
    problems.add({
      kind: "identifier-conflict",
      severity: "error",
      ...here,
      ...cellAt(plan, row, position),
      other: there,
    });
    if (newlyRejected) {
      problems.countRejectedRow();
      problems.add({
        kind: "identifier-conflict",
        severity: "error",
        ...there,
        ...cellOf(scope, clashing, position),
        other: here,
      });
    }
  }
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
function cellOf({ devices, plans }: Scope, row: number, position: number): Pick<Problem, "column" | "value"> {
  const plan = plans[devices.sourceOf(row)];
  return {
    column: plan === undefined ? position + 1 : labelOf(plan, position),
    value: devices.identifier(row, position),
  };
}

function labelOf(plan: ColumnPlan, position: number): string | number {
  return plan.labels[position] ?? position + 1;
}
