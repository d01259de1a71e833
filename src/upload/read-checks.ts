import type { ColumnPlan } from "../csv/column-plan.ts";
import { createDeviceTable, type DeviceTable } from "../devices/device-table.ts";
import {
  hasIccidPrefix,
  type IdentifierKind,
  identifiers,
  looksRounded,
  normaliseIdentifier,
} from "../devices/identifiers.ts";
import type { ProblemKind } from "../devices/problem-texts.ts";
import { createProblemLog, type ProblemLog, type Severity } from "../devices/problems.ts";
import { type CheckScope, formProblem, labelOf, refuse } from "./read-problems.ts";
import type { CheckDigits } from "./read-types.ts";

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

interface Scope extends CheckScope {
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
    const failsCheck = doubt !== undefined && !identifiers[kind].passesCheck(text);
    if (looksRounded(kind, text)) {
      // Zeros at the end may be; with a wrong check digit, too, they are a spreadsheet's doing.
      const severity = failsCheck ? "error" : "warning";
      addDoubt({ kind: "rounded-identifier", severity, position, text, line });
      if (failsCheck) return false;
    }
    if (doubt === undefined) return true;
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
