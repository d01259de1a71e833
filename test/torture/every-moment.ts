import { performPlan, type RunResult } from "./perform-run.ts";
import type { Disturbance, RunPlan } from "./run-plan.ts";
import { killedCode, type WorldOptions } from "./world.ts";

/** Which process is ended at every moment of its writing, one run for each; see kill-at-write.mjs. */
export interface EveryMoment {
  readonly command: "push" | "resume";
  readonly scope: "ledger" | "all";
  readonly how: "kill" | "full";
  /** As --fault has it, with the uploads of that process counted from 1. */
  readonly faults: readonly string[];
}

/** Runs until a moment does not come any more. Each sends three batches of two devices, goes on, and is judged at its end. */
export async function endAtEveryMoment(
  every: EveryMoment,
  program: Pick<WorldOptions, "bin" | "hook"> & { readonly lanes: number },
): Promise<readonly RunResult[]> {
  const results: RunResult[] = [];
  let next = 1;
  let isOver = false;
  const lane = async () => {
    while (!isOver) {
      const result = await performPlan(planFor(every, next++), program);
      results.push(result);
      if (!wasMet(every, result)) isOver = true;
    }
  };
  await Promise.all(Array.from({ length: program.lanes }, lane));
  return results;
}

/** Before a resume a push stops because the platform asks for it, with all of its batches unsent. */
const refusedUploads = 4;

function planFor({ command, scope, how, faults }: EveryMoment, moment: number): RunPlan {
  const disturbance: Disturbance = { kind: "atWrite", scope, moment, how };
  const isResume = command === "resume";
  const stops = Array.from({ length: refusedUploads }, (_, at) => `http-429@${at + 1}:0`);
  const later = faults.map((fault) => fault.replace(/\d+/, (call) => String(Number(call) + refusedUploads)));
  return {
    seed: moment,
    asks: "upload",
    type: "pair",
    sku: "VZW120000440008",
    rows: 6,
    badRows: 0,
    batchSize: 2,
    dialect: {
      delimiter: ",",
      lineEnd: "\n",
      encoding: "utf8",
      isQuoted: false,
      hasExtraColumn: false,
      isSwapped: false,
      headings: 0,
    },
    faults: isResume ? [...stops, ...later] : faults,
    callbacks: undefined,
    push: isResume ? { kind: "none" } : disturbance,
    secondPush: undefined,
    rounds: isResume ? [{ action: "resume", disturbance, isDouble: false, hasTornTail: false }] : [],
    isPushedOnceMore: false,
    isWatched: false,
  };
}

/** Whether the process came to that moment. */
function wasMet({ how, command }: EveryMoment, { exitCodes }: RunResult): boolean {
  return exitCodes[command === "push" ? 0 : 1] === (how === "kill" ? killedCode : 2);
}
