import type { Setting } from "./setting.ts";

/** What is said of a job's batches by somebody who has asked. */
export const jobSettings = {
  batch: {
    kind: "integer",
    flag: "--batch <n>",
    help: "the batch that is spoken of; may be left out where only one can be meant",
    group: "Word:",
    flagOnly: true,
  },
  accepted: {
    kind: "text",
    flag: "--accepted <requestId>",
    help: "the platform has the batch, under this RequestId",
    group: "Word:",
    flagOnly: true,
  },
  notApplied: {
    kind: "switch",
    flag: "--not-applied",
    help: "the platform does not have the batch: resume sends it again",
    group: "Word:",
    flagOnly: true,
  },
  lines: {
    kind: "text",
    flag: "--lines <csv>",
    help: "the verdict on lines of an accepted batch, from the report that was mailed: identifiers and status",
    group: "Word:",
    flagOnly: true,
  },
} as const satisfies Record<string, Setting>;
