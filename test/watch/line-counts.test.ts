import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Store, StoredJob, TakenRow } from "../../src/store/store.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import type { LineState } from "../../src/verdict/line-states.ts";
import type { Board } from "../../src/watch/board.ts";
import type { WatchedInput } from "../../src/watch/board-input.ts";
import { summariseLines } from "../../src/watch/line-counts.ts";
import { groupLines } from "../../src/watch/reported-lines.ts";
import { openWatchSession } from "../../src/watch/watch-session.ts";
import { csvOfPairs, pushCsv } from "../upload/push-rows.ts";
import {
  invalid,
  keepMessages,
  type Lines,
  newStore,
  pushPairs,
  submitted,
  uploaded,
} from "./watch-world.ts";

const texts = [uploaded, submitted, invalid, "Held for manual review", undefined];
const outcomes: readonly UploadOutcome[] = [
  { kind: "accepted", requestId: "" },
  { kind: "doubtful", reason: "the connection was reset" },
  { kind: "refused", fault: { code: "INPUT_INVALID.X", text: "no" }, hint: "" },
];

const mixture = fc.record({
  earlier: fc.integer({ min: 0, max: 6 }),
  rows: fc.integer({ min: 1, max: 10 }),
  bad: fc.integer({ min: 0, max: 3 }),
  outcomes: fc.array(fc.constantFrom(...outcomes), { minLength: 5, maxLength: 5 }),
  says: fc.array(fc.constantFrom(...texts), { minLength: 16, maxLength: 16 }),
});

test("the states of the lines add up to the input, whatever became of them", {
  timeout: 60_000,
}, async () => {
  const seen = new Set<LineState>();
  await fc.assert(
    fc.asyncProperty(mixture, async (given) => {
      const store = newStore();
      const { job } = await pushMixture(store, given);
      const { lines, rows, alreadySent } = await summary(store, (board) => board.addJob(job.record.id));
      const told = Object.entries(lines).filter(([, count]) => count > 0);
      for (const [state] of told) seen.add(state as LineState); // as: the accounting's own keys
      expect(rows).toBe(job.record.rows);
      expect(told.reduce((sum, [, count]) => sum + count, 0)).toBe(rows);
      expect(lines.rejected).toBe(given.bad);
      const earlier = Object.values(alreadySent).reduce((sum, count) => sum + count, 0);
      expect(earlier).toBeLessThanOrEqual(lines.alreadySent);
    }),
    { numRuns: 15, seed: 20_261_123 },
  );
  // Otherwise this said nothing of them.
  expect([...seen].sort()).toEqual(
    [
      "alreadySent",
      "awaiting",
      "failed",
      "inDoubt",
      "notSent",
      "pending",
      "refused",
      "rejected",
      "unknown",
      "uploaded",
    ].sort(),
  );
});

type Mixture = typeof mixture extends fc.Arbitrary<infer Given> ? Given : never;

/** A job of which some rows were sent before, some are refused here, and some of those that were sent are told of. */
async function pushMixture(store: Store, given: Mixture): Promise<{ readonly job: StoredJob }> {
  const { earlier, rows, bad, says } = given;
  if (earlier > 0) await pushPairs(store, { end: earlier, name: "first" });
  // The first of the new rows is accepted or not, but there always is one: else there would be no job.
  const csv = `${csvOfPairs(0, earlier + rows)}${"1234,5678\n".repeat(bad)}`;
  let request = 0;
  const post = async (): Promise<UploadOutcome> => {
    const outcome = given.outcomes[request++] ?? outcomes[0];
    return outcome?.kind === "accepted" || outcome === undefined
      ? { kind: "accepted", requestId: `second-${request}` }
      : outcome;
  };
  const { job, error } = await pushCsv(store, csv, post, { skipInvalid: true });
  const stored = job && (await store.readJob(job.id));
  if (stored === undefined) throw error;
  const lines = Object.fromEntries(says.flatMap((text, at) => (text === undefined ? [] : [[at, text]])));
  const requestIds = ["first", "second"].flatMap((name) => [1, 2, 3, 4, 5].map((id) => `${name}-${id}`));
  await keepMessages(
    store,
    requestIds.flatMap((requestId) => messagesOf(requestId, lines, earlier)),
  );
  return { job: stored };
}

/** Of each batch of two what is said of its devices. */
function messagesOf(requestId: string, lines: Lines, earlier: number) {
  const [name, number] = requestId.split("-");
  const first = (Number(number) - 1) * 2 + (name === "second" ? earlier : 0);
  return [first, first + 1].flatMap((index) => {
    const text = lines[index];
    return text === undefined ? [] : [{ requestId, lines: { [index]: text } }];
  });
}

describe("an input without a job", () => {
  const rejected = [2, 2, 3].map((line) => ({
    source: 0,
    line,
    column: "1",
    problem: "imei-form",
    value: "x",
  }));

  test("has refused rows beyond those that are kept in detail", async () => {
    const { lines, rows } = await summary(newStore(), (board) =>
      board.addInput({ ...inputOf([]), rows: 250_000, rejectedRows: 250_000, rejected }),
    );
    expect([lines.rejected, rows]).toEqual([250_000, 250_000]);
  });

  test("has what was said of its rows under the earlier jobs' requests, and nothing of their other rows", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 4 });
    await keepMessages(store, [
      { requestId: "id-1", lines: { 0: uploaded, 1: invalid } },
      { requestId: "id-2", lines: { 2: uploaded } },
    ]);
    const taken = [1, 2, 3].map((index) => takenRow(index, job.record.id));
    const { lines, rows, alreadySent, reasons } = await summary(store, (board) =>
      board.addInput({ ...inputOf(taken), rows: 3 }),
    );
    expect([lines.alreadySent, rows]).toEqual([3, 3]);
    expect(alreadySent).toEqual({ failed: 1, uploaded: 1, awaiting: 1 });
    expect(reasons.map(({ state, devices }) => `${devices} ${state}`)).toEqual(["1 failed"]);
  });
});

test("requests without a ledger: devices that nobody has named yet are lines, too", async () => {
  const store = newStore();
  await keepMessages(store, [{ requestId: "x", lines: { 0: uploaded, 1: invalid }, counters: [9, 7, 1, 1] }]);
  await keepMessages(store, [{ requestId: "y", fault: "Device SKU is not Certified", lines: {} }]);
  const { lines, rows } = await summary(store, async (board) => {
    await board.addRequest("x");
    await board.addRequest("y");
  });
  expect([lines.uploaded, lines.failed, lines.awaiting, rows]).toEqual([1, 1, 7, 9]);
});

function inputOf(taken: readonly TakenRow[]): WatchedInput {
  return {
    job: undefined,
    uploadType: "IMEI ICCID Pair",
    sources: ["devices.csv"],
    rows: taken.length,
    rejectedRows: 0,
    rejected: [],
    taken,
  };
}

function takenRow(index: number, job: string): TakenRow {
  const [imei = "", iccid = ""] = (csvOfPairs(index, index + 1).split("\n")[1] ?? "").split(",");
  return { source: 0, line: index + 2, identifiers: [imei, iccid], job, batch: Math.floor(index / 2) + 1 };
}

async function summary(store: Store, change: (board: Board) => Promise<void>) {
  const session = openWatchSession({
    store,
    until: "uploaded",
    onlyChecked: false,
    quietPeriodMs: 0,
    nowMs: Date.now,
  });
  await session.put(change);
  return summariseLines(await groupLines(session.board), session.board);
}
