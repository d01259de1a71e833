import type { ColumnPlan } from "../csv/column-plan.ts";
import { createDeviceTable, type DeviceTable } from "../devices/device-table.ts";
import {
  hasIccidPrefix,
  type IdentifierKind,
  identifiers,
  isOneDigit,
  looksRounded,
  toNormalForm,
} from "../devices/identifiers.ts";
import { createFormCounter } from "../devices/lossless-forms.ts";
import type { ProblemKind } from "../devices/problem-texts.ts";
import { createProblemLog, type ProblemLog, type Severity, visibleValue } from "../devices/problems.ts";
import {
  createRowTermsList,
  type RowTermKind,
  type RowTermsList,
  rowTermKinds,
} from "../devices/row-terms.ts";
import { type BadCell, type CheckScope, formProblem, labelOf, refuse } from "./read-problems.ts";
import { createTermChecks } from "./read-terms.ts";
import {
  type CheckDigits,
  noTerms,
  type ReadDevicesOptions,
  type SourceReport,
  type TermSettings,
} from "./read-types.ts";
import { createRoundedRows, type Roundness } from "./rounded-rows.ts";
import { surplusColumn } from "./surplus-column.ts";
import { swallowingColumn } from "./swallowed-rows.ts";
import { createSwappedRows } from "./swapped-rows.ts";

/** Checks rows as they come and keeps their devices and problems. */
export interface RowChecks {
  /** Undefined until the first source has a plan. */
  readonly devices: DeviceTable | undefined;
  /** What the rows ask for beside their identifiers. */
  readonly terms: RowTermsList;
  /** Which of it some source has a column for. */
  readonly termColumns: readonly RowTermKind[];
  readonly problems: ProblemLog;
  /** Starts the next source. Its plan must be of the same upload type as the first. `name` is for messages. */
  startSource(name: string, plan: ColumnPlan): SourceChecks;
}

export interface SourceChecks {
  /** `breaks`: line breaks in its quotes. */
  check(row: readonly string[], line: number, breaks: number): void;
  /** To be called once, behind the last row: some rows are judged by all others. What was noted of the source. */
  end(): Pick<SourceReport, "normalised" | "imeisvs">;
}

/** What is to be checked how, and who is told of each problem. */
type CheckOptions = Pick<ReadDevicesOptions, "checkDigits" | "terms" | "onProblem">;

/** Checks over all sources of one input; `startSource` is called once for each, in their order. */
export function createRowChecks({
  checkDigits,
  terms: settings = noTerms,
  onProblem,
}: CheckOptions): RowChecks {
  const problems = createProblemLog(onProblem);
  const terms = createRowTermsList();
  const plans: ColumnPlan[] = [];
  let devices: DeviceTable | undefined;
  return {
    get devices() {
      return devices;
    },
    terms,
    get termColumns() {
      return rowTermKinds.filter((term) => plans.some((plan) => plan.terms[term] !== undefined));
    },
    problems,
    startSource(name, plan) {
      devices ??= createDeviceTable(plan.uploadType);
      plans.push(plan);
      return startSource({
        name,
        terms,
        settings,
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

interface Scope extends CheckScope {
  readonly name: string;
  readonly terms: RowTermsList;
  readonly settings: TermSettings;
  readonly doubt: Severity | undefined;
}

function startSource(scope: Scope): SourceChecks {
  const { devices, problems, plan, source, doubt } = scope;
  const terms = createTermChecks({ ...scope, list: scope.terms });
  const texts: string[] = devices.kinds.map(() => "");
  const forms = createFormCounter();
  const swapped = createSwappedRows(scope);
  const rounded = createRoundedRows({
    kinds: devices.kinds,
    columns: plan.columns,
    judgesCheckDigits: doubt !== undefined,
    check: checkRow,
  });
  let imeisvs = 0;

  /** Whether the cell is good enough to be sent; its identifier is then in `texts`. */
  function checkCell(
    position: number,
    kind: IdentifierKind,
    row: readonly string[],
    { cell, line }: { readonly cell: string | undefined; readonly line: number },
  ): boolean {
    const rule = identifiers[kind];
    let text = cell ?? "";
    if (!rule.hasForm(text)) {
      const normal = toNormalForm(kind, text);
      text = normal.text;
      if (!rule.hasForm(text)) return addFormProblem({ kind, position, cell, text, row, line });
      forms.add(normal.forms);
    }
    if (isOneDigit(text)) return addFormProblem({ kind, position, cell, text, row, line });
    if (kind === "imei" && text.length === 16) imeisvs++;
    texts[position] = text;
    return looksRight(position, kind, text, line);
  }

  function addFormProblem(bad: BadCell): false {
    const problem = formProblem(scope, bad);
    swapped.see(problem);
    problems.add(problem);
    return false;
  }

  function looksRight(position: number, kind: IdentifierKind, text: string, line: number): boolean {
    if (doubt === undefined) return true;
    const failsCheck = !identifiers[kind].passesCheck(text);
    const failsPrefix = kind === "iccid" && !hasIccidPrefix(text);
    if (failsCheck) {
      addDoubt({ kind: "check-digit", severity: doubt, position, text, line });
      if (looksRounded(kind, text))
        addDoubt({ kind: "rounded-identifier", severity: "warning", position, text, line });
    }
    if (failsPrefix) addDoubt({ kind: "iccid-prefix", severity: doubt, position, text, line });
    return doubt === "warning" || !(failsCheck || failsPrefix);
  }

  function addDoubt({ kind, severity, position, text, line }: Doubt): void {
    problems.add({ kind, severity, source, line, column: labelOf(plan, position), value: text });
  }

  /** Whether the row may be sent for all that is known of its zeros. */
  function heedRoundness(row: readonly string[], line: number, { position, severity }: Roundness): boolean {
    if (severity === undefined) return true;
    const text = row[plan.columns[position] ?? 0] ?? "";
    addDoubt({ kind: "rounded-identifier", severity, position, text: visibleValue(text), line });
    return severity === "warning";
  }

  /** Whether its cells are not those that were meant, which is then its problem. */
  function isMisread(row: readonly string[], line: number, breaks: number): boolean {
    const swallowing = breaks === 0 ? undefined : swallowingColumn(row, devices.kinds, plan);
    const surplus = swallowing === undefined ? surplusColumn(row, plan) : undefined;
    const column = swallowing ?? surplus;
    if (column === undefined) return false;
    const kind = swallowing === undefined ? "row-too-long" : "swallowed-rows";
    const value = visibleValue(row[column] ?? "");
    problems.add({ kind, severity: "error", source, line, column: column + 1, value });
    problems.countRejectedRow(source, line);
    return true;
  }

  function checkRow(row: readonly string[], line: number, roundness?: Roundness): void {
    let isGood = roundness === undefined || heedRoundness(row, line, roundness);
    const isRefused = !isGood;
    for (let position = 0; position < texts.length; position++) {
      const kind = devices.kinds[position];
      const column = plan.columns[position];
      if (kind === undefined || column === undefined) continue;
      if (isRefused && position === roundness?.position) continue;
      if (!checkCell(position, kind, row, { cell: row[column], line })) isGood = false;
    }
    const asked = terms.termsOf(row, line);
    if (!isGood || asked === undefined) {
      problems.countRejectedRow(source, line);
      return;
    }
    const result = devices.add(texts, source, line, asked);
    if (result.kind !== "added") refuse(scope, result, { row, line, terms: asked });
  }

  return {
    check(row, line, breaks) {
      if (isMisread(row, line, breaks)) return;
      swapped.countRow();
      if (rounded.isWatching && rounded.take(row, line)) return;
      checkRow(row, line);
    },
    end() {
      rounded.end();
      swapped.end();
      return { normalised: forms.counts(), imeisvs };
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
