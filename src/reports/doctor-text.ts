import { visibleText } from "../visible-text.ts";
import { type CheckResult, type CheckState, checkTitles } from "./doctor-report.ts";

const stateWidth = "warning".length;
const titleWidth = Math.max(...Object.values(checkTitles).map(({ length }) => length));
const indent = " ".repeat(stateWidth + titleWidth + 4);

/** A check for people: a line, and a second one that says what to do. */
export function checkLines(check: CheckResult): readonly string[] {
  const head = `${check.state.padEnd(stateWidth)}  ${checkTitles[check.name].padEnd(titleWidth)}`;
  const todo = "todo" in check ? [`${indent}${visibleText(check.todo)}`] : [];
  return [`${head}  ${visibleText(check.found)}`, ...todo];
}

/** Lines that belong to the check above them. */
export function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${indent}${line}`);
}

/** "9 ok, 2 warnings, 1 failure, 1 skipped": those that occur. */
export function checkTotals(checks: readonly CheckResult[]): string {
  const counted = (Object.keys(stateNames) as readonly CheckState[]) // as: the table's own keys
    .map((state) => [state, checks.filter((check) => check.state === state).length] as const)
    .filter(([, count]) => count > 0);
  return counted.map(([state, count]) => `${count} ${stateNames[state][count === 1 ? 0 : 1]}`).join(", ");
}

const stateNames = {
  ok: ["ok", "ok"],
  warning: ["warning", "warnings"],
  failure: ["failure", "failures"],
  skipped: ["skipped", "skipped"],
} as const satisfies Record<CheckState, readonly [one: string, many: string]>;
