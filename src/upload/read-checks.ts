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
import {
  createRowTermsList,
  type RowTermKind,
  type RowTermsList,
  rowTermKinds,
} from "../devices/row-terms.ts";
import { type CheckScope, formProblem, labelOf, refuse } from "./read-problems.ts";
import { createTermChecks } from "./read-terms.ts";
import { type CheckDigits, noTerms, type TermSettings } from "./read-types.ts";

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
  check(row: readonly string[], line: number): void;
  /** Identifiers that were not in their normal form until now. */
  readonly normalised: number;
}

export interface RowCheckSettings {
  readonly checkDigits: CheckDigits;
  readonly terms?: TermSettings | undefined;
}

/** Checks over all sources of one input; `startSource` is called once for each, in their order. */
export function createRowChecks({ checkDigits, terms: settings = noTerms }: RowCheckSettings): RowChecks {
  const problems = createProblemLog();
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
      const asked = terms.termsOf(row, line);
      if (!isGood || asked === undefined) return problems.countRejectedRow();
      const result = devices.add(texts, source, line, asked);
      if (result.kind !== "added") refuse(scope, result, { row, line, terms: asked });
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
