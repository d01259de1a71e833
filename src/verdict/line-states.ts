import type { JobOperation } from "../store/job-record.ts";
import type { BatchState } from "./batch-states.ts";

/** The state of an input line, and whether a later push may send its device again. */
export const lineStates = {
  rejected: { meaning: "refused here, see the problems", sendable: true },
  notSent: { meaning: "still to be sent", sendable: true },
  alreadySent: { meaning: "an earlier job has it", sendable: false },
  inDoubt: { meaning: "posted, outcome unknown", sendable: false },
  refused: { meaning: "its batch was refused as a whole", sendable: true },
  awaiting: { meaning: "its batch was accepted, no word on the line yet", sendable: false },
  pending: { meaning: "the platform has it in hand, its verdict is to come", sendable: false },
  uploaded: { meaning: "uploaded", sendable: false },
  activated: { meaning: "activated", sendable: false },
  failed: { meaning: "the platform did not take it", sendable: true },
  unknown: { meaning: "a status that vzupload does not know", sendable: false },
  inconsistent: { meaning: "the platform contradicts itself", sendable: false },
} as const satisfies Record<string, { readonly meaning: string; readonly sendable: boolean }>;

export type LineState = keyof typeof lineStates;

/** The state of a line of which the platform has done what was asked. */
export type DoneState = "uploaded" | "activated";

/** What is wanted of the lines of a job. */
export const doneStates = {
  UploadDevices: "uploaded",
  ChangeDeviceState: "activated",
} as const satisfies Record<JobOperation, DoneState>;

/** Whether the platform has done what was asked. */
export function isDone(state: LineState): state is DoneState {
  return state === "uploaded" || state === "activated";
}

/** Whether the platform has said its last word on a line in this state. */
export function isFinalState(state: LineState): boolean {
  return finalStates.has(state);
}

const finalStates: ReadonlySet<LineState> = new Set([
  "uploaded",
  "activated",
  "failed",
  "refused",
  "unknown",
  "inconsistent",
]);

/** How many lines are in each state; they add up to the input. */
export type Accounting = Readonly<Record<LineState, number>>;

/** The state of the lines of a batch of this very job. */
export const lineStateOfBatch = {
  planned: "notSent",
  sending: "inDoubt",
  accepted: "awaiting",
  refused: "refused",
  doubtful: "inDoubt",
} as const satisfies Record<BatchState, LineState>;

/** Counts lines by state: pairs of a state and how many more are in it. */
export function countLines(groups: Iterable<readonly [state: LineState, lines: number]>): Accounting {
  const counts: Record<LineState, number> = {
    rejected: 0,
    notSent: 0,
    alreadySent: 0,
    inDoubt: 0,
    refused: 0,
    awaiting: 0,
    pending: 0,
    uploaded: 0,
    activated: 0,
    failed: 0,
    unknown: 0,
    inconsistent: 0,
  };
  for (const [state, lines] of groups) counts[state] += lines;
  return counts;
}
