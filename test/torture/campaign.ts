import { performRun, type RunResult } from "./perform-run.ts";
import type { WorldOptions } from "./world.ts";

export interface CampaignOptions extends Pick<WorldOptions, "bin" | "hook"> {
  readonly runs: number;
  /** Of the first run; the others have the numbers behind it. */
  readonly seed: number;
  /** So many at a time: much of a run is waiting. */
  readonly lanes: number;
  readonly onRun?: (result: RunResult) => void;
}

/** Runs them all. A run that breaks off is a violation of its own. */
export async function runCampaign(options: CampaignOptions): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  let next = options.seed;
  const end = options.seed + options.runs;
  const lane = async () => {
    while (next < end) {
      const result = await performRun(next++, options);
      results.push(result);
      options.onRun?.(result);
    }
  };
  await Promise.all(Array.from({ length: options.lanes }, lane));
  return results;
}

/** The table of a campaign. */
export function formatCampaign(results: readonly RunResult[], seconds: number): string {
  const sum = (numberOf: (result: RunResult) => number) =>
    results.reduce((total, result) => total + numberOf(result), 0);
  const kinds = new Set(results.flatMap(({ faults }) => Object.keys(faults)));
  const rows: readonly (readonly [string, number])[] = [
    ["runs", results.length],
    ["  of them activations", sum(({ plan }) => (plan.asks === "activation" ? 1 : 0))],
    ["processes", sum(({ processes }) => processes)],
    ["killed (SIGKILL)", sum(({ kills }) => kills)],
    ["SIGINT and SIGTERM", sum(({ signals }) => signals)],
    ["requests that reached the platform", sum(({ uploads }) => uploads)],
    ["faults", sum(({ faults }) => Object.values(faults).reduce((total, count) => total + count, 0))],
    ...[...kinds].toSorted().map((kind) => [`  ${kind}`, sum(({ faults }) => faults[kind] ?? 0)] as const),
    ["doubts", sum(({ doubts }) => doubts)],
    ["  settled by callback", sum(({ settledByCallback }) => settledByCallback)],
    ["  settled by the operator", sum(({ settledByOperator }) => settledByOperator)],
    ["devices", sum(({ plan }) => plan.rows)],
    ["  sent twice", sum(({ sentTwice }) => sentTwice)],
    ["  lost", sum(({ lost }) => lost)],
    ["other violations", sum(({ violations }) => violations.length)],
    ["seconds", Math.round(seconds)],
  ];
  const width = Math.max(...rows.map(([name]) => name.length));
  return rows.map(([name, count]) => `${name.padEnd(width)} ${String(count).padStart(8)}`).join("\n");
}

/** What went wrong in a run, with how to repeat it. */
export function describeFailure({ plan, violations, story }: RunResult): string {
  return [
    `seed ${plan.seed}: ${JSON.stringify(plan)}`,
    ...story.map((line) => `  ${line}`),
    ...violations.map((text) => `  WRONG: ${text}`),
  ].join("\n");
}
