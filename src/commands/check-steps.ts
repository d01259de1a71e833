import type { Context } from "../context.ts";
import { hasSkuColumn } from "../reports/check-text.ts";
import { formatCommand } from "../reports/command-line.ts";
import type { PushReport } from "../reports/report-types.ts";
import type { Invocation } from "./invocation.ts";

/** What to do after a check, as commands that can be pasted. */
export function stepsAfterCheck(
  report: PushReport,
  invocation: Invocation,
  { platform }: Pick<Context, "platform">,
): readonly string[] {
  const { outcome, lines, rows, batches } = report;
  const needsSku = invocation.values.sku === undefined && !hasSkuColumn(report);
  const push = (...more: readonly string[]) =>
    formatCommand([...pushWords(invocation, needsSku), ...more], platform);
  if (outcome === "inputRefused" && rows > 0) {
    // The file of refused rows is there now, and would not be replaced.
    const words = withoutFlags(invocation.words, new Set(["--rejected"]));
    const again = `mend the rows above, then: ${formatCommand(words, platform)}`;
    if (lines.rejected === rows) return [again];
    return [again, `or send the good rows without them: ${push("--skip-invalid")}`];
  }
  if (batches.length === 0 || (outcome !== "success" && outcome !== "someFailed")) return [];
  return [push()];
}

/** The same command line as a push; what a push needs beside is left to be filled in. */
function pushWords({ words, values }: Invocation, needsSku: boolean): readonly string[] {
  const [, ...rest] = words.filter((word) => word !== "--dry-run");
  return [
    "push",
    ...withoutFlags(rest, reportFlags),
    ...(needsSku ? ["--sku", "<SKU>"] : []),
    ...(values.email === undefined ? ["--email", "<address>"] : []),
  ];
}

/** Without these flags and their values. */
function withoutFlags(words: readonly string[], flags: ReadonlySet<string>): readonly string[] {
  return words.filter((word, at) => {
    const isValue = flags.has(words[at - 1] ?? "");
    return !isValue && !flags.has(word.split("=")[0] ?? "");
  });
}

/** The files of the check hold what it has found. */
const reportFlags: ReadonlySet<string> = new Set(["--rejected", "--problems", "--code-quality"]);
