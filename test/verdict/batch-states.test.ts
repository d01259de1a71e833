import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { LedgerFact, PlannedFact, RecordedFact } from "../../src/store/facts.ts";
import { type BatchState, foldLedger, recutBatches } from "../../src/verdict/batch-states.ts";
import { countLines, lineStateOfBatch, lineStates } from "../../src/verdict/line-states.ts";

const at = "2026-01-02T03:04:05.678Z";

/** What may follow a sending, and the state that it leaves the batch in. */
const outcomes = [
  ["notSent", "planned"],
  ["accepted", "accepted"],
  ["refused", "refused"],
  ["doubtful", "doubtful"],
] as const satisfies readonly (readonly [LedgerFact["kind"], BatchState])[];

interface History {
  readonly facts: readonly LedgerFact[];
  readonly state: BatchState;
}

/** Every history of one batch: sent in vain any number of times, then perhaps sent, then perhaps an outcome. */
function historyOf(batch: number): fc.Arbitrary<History> {
  return fc
    .record({
      devices: fc.integer({ min: 1, max: 10_000 }),
      inVain: fc.nat(3),
      sent: fc.boolean(),
      outcome: fc.option(fc.constantFrom(...outcomes), { nil: undefined }),
    })
    .map(({ devices, inVain, sent, outcome }) => {
      const planned: PlannedFact = { kind: "planned", batch, sku: "SKU", devices, sha256: "00" };
      const vain = Array.from({ length: inVain }, () => [sending(batch), fact("notSent", batch)]).flat();
      if (!sent) return { facts: [planned, ...vain], state: "planned" };
      if (outcome === undefined) return { facts: [planned, ...vain, sending(batch)], state: "sending" };
      return { facts: [planned, ...vain, sending(batch), fact(outcome[0], batch)], state: outcome[1] };
    });
}

function sending(batch: number): LedgerFact {
  return { kind: "sending", batch };
}

function fact(kind: (typeof outcomes)[number][0], batch: number): LedgerFact {
  switch (kind) {
    case "notSent":
    case "doubtful":
      return { kind, batch, reason: "why" };
    case "accepted":
      return { kind, batch, requestId: `id-${batch}` };
    case "refused":
      return { kind, batch, code: "code", text: "text" };
  }
}

const histories = fc
  .integer({ min: 1, max: 5 })
  .chain((batches) => fc.tuple(...Array.from({ length: batches }, (_, index) => historyOf(index + 1))));

const recorded = (facts: readonly LedgerFact[]): RecordedFact[] => facts.map((each) => ({ ...each, at }));

describe("a ledger folded", () => {
  test("gives each batch the state that its last fact leaves it in, in the order of planning", () => {
    fc.assert(
      fc.property(histories, (batches) => {
        const folded = foldLedger(recorded(batches.flatMap(({ facts }) => facts)));
        expect(folded.map(({ state }) => state)).toEqual(batches.map(({ state }) => state));
        expect(folded.map(({ planned }) => planned.batch)).toEqual(batches.map((_, index) => index + 1));
      }),
    );
  });

  test("does not depend on how the facts of different batches interleave", () => {
    fc.assert(
      fc.property(histories, fc.infiniteStream(fc.nat()), (batches, choices) => {
        const planned = batches.flatMap(({ facts }) => facts.slice(0, 1));
        const queues = batches.map(({ facts }) => facts.slice(1));
        const mixed = [...planned];
        for (let open = queues; open.length > 0; open = open.filter((queue) => queue.length > 0)) {
          const choice = choices.next().value ?? 0;
          const next = open[choice % open.length]?.shift();
          if (next !== undefined) mixed.push(next);
        }
        const inOrder = foldLedger(recorded(batches.flatMap(({ facts }) => facts)));
        expect(foldLedger(recorded(mixed))).toEqual(inOrder);
      }),
    );
  });

  test("after each single fact of a history has a state that a later push may act on", () => {
    fc.assert(
      fc.property(historyOf(1), ({ facts }) => {
        for (let length = 1; length <= facts.length; length++) {
          const last = facts[length - 1]?.kind;
          const [batch] = foldLedger(recorded(facts.slice(0, length)));
          const sendable = lineStates[lineStateOfBatch[batch?.state ?? "sending"]].sendable;
          expect(sendable).toBe(last === "planned" || last === "notSent" || last === "refused");
        }
      }),
    );
  });

  test("its lines add up to the devices planned", () => {
    fc.assert(
      fc.property(histories, (batches) => {
        const folded = foldLedger(recorded(batches.flatMap(({ facts }) => facts)));
        const lines = countLines(
          folded.map(({ state, planned }) => [lineStateOfBatch[state], planned.devices] as const),
        );
        const planned = folded.reduce((sum, batch) => sum + batch.planned.devices, 0);
        expect(Object.values(lines).reduce((sum, count) => sum + count, 0)).toBe(planned);
      }),
    );
  });

  test("keeps RequestId, the platform's words and the reasons", () => {
    const planned: PlannedFact = { kind: "planned", batch: 1, sku: "SKU", devices: 2, sha256: "00" };
    const stateAfter = (...facts: LedgerFact[]) => foldLedger(recorded([planned, ...facts]))[0];
    const about = { planned: { ...planned, at }, said: [] };
    expect(stateAfter()).toEqual({ ...about, state: "planned" });
    expect(stateAfter(fact("notSent", 1))).toEqual({ ...about, state: "planned", reason: "why" });
    expect(stateAfter(fact("accepted", 1))).toEqual({
      ...about,
      state: "accepted",
      requestId: "id-1",
      by: "answer",
      sentAt: "",
    });
    expect(stateAfter(fact("refused", 1))).toEqual({
      ...about,
      state: "refused",
      code: "code",
      text: "text",
    });
    expect(stateAfter(sending(1), fact("doubtful", 1))).toEqual({
      ...about,
      state: "doubtful",
      reason: "why",
      sentAt: at,
    });
  });

  test("keeps by whom a doubt was settled, and since when a callback may tell that the operator was wrong", () => {
    const planned: PlannedFact = { kind: "planned", batch: 1, sku: "SKU", devices: 2, sha256: "00" };
    const later = "2026-01-03T00:00:00.000Z";
    const doubt = [...recorded([planned, sending(1), fact("doubtful", 1)])];
    const folded = (...facts: RecordedFact[]) => foldLedger([...doubt, ...facts])[0];
    const said: RecordedFact = { kind: "saidNotApplied", batch: 1, at: later };
    expect(folded({ kind: "settled", batch: 1, requestId: "r-1", at: later })).toMatchObject({
      state: "accepted",
      requestId: "r-1",
      by: "callback",
    });
    expect(folded({ kind: "saidAccepted", batch: 1, requestId: "r-2", at: later })).toMatchObject({
      state: "accepted",
      requestId: "r-2",
      by: "operator",
    });
    expect(folded(said)).toMatchObject({ state: "planned", word: { at: later, sentAt: at } });
    expect(folded(said, { kind: "settled", batch: 1, requestId: "r-1", at: later })).toMatchObject({
      state: "accepted",
      by: "callback",
    });
    expect(folded(said, { kind: "sending", batch: 1, at: later })).toMatchObject({
      state: "sending",
      sentAt: at,
    });
    const tried: RecordedFact = { kind: "notSent", batch: 1, reason: "why", at: later };
    expect(folded(said, { kind: "sending", batch: 1, at: later }, tried)).toMatchObject({
      state: "planned",
      word: { at: later, sentAt: at },
    });
  });

  test("puts the rest in the place of a batch that was cut anew, or nothing where nothing is left", () => {
    const planned: PlannedFact = { kind: "planned", batch: 1, sku: "SKU", devices: 2, sha256: "00" };
    const rest = { batch: 2, sku: "SKU", devices: 1, sha256: "11" };
    const recut: LedgerFact = { kind: "recut", batch: 1, taken: 1, takenSha256: "22", rest };
    const facts = recorded([planned, recut, sending(2), fact("accepted", 2)]);
    expect(foldLedger(facts)).toMatchObject([{ planned: rest, state: "accepted", requestId: "id-2" }]);
    expect(recutBatches(facts).get(1)).toMatchObject({ taken: 1 });
    expect(foldLedger(recorded([planned, { ...recut, rest: undefined } as unknown as LedgerFact]))).toEqual(
      [],
    );
    expect(() => foldLedger(recorded([planned, recut, sending(1)]))).toThrow("never planned");
  });

  test("keeps what the operator said of lines beside the state of their batch", () => {
    const planned: PlannedFact = { kind: "planned", batch: 1, sku: "SKU", devices: 2, sha256: "00" };
    const said: LedgerFact = { kind: "saidLines", batch: 1, number: 1, lines: 1, sha256: "33" };
    const [batch] = foldLedger(recorded([planned, fact("accepted", 1), said]));
    expect(batch).toMatchObject({ state: "accepted", said: [{ number: 1 }] });
  });

  test("does not accept a fact about a batch that was never planned", () => {
    expect(() => foldLedger(recorded([sending(7)]))).toThrow(
      "A ledger is damaged: it speaks of batch 7, which it never planned.",
    );
  });
});

test("a line is sent again by a later push only where nothing can have been applied", () => {
  const sendable = Object.entries(lineStates).flatMap(([state, rule]) => (rule.sendable ? [state] : []));
  expect(sendable).toEqual(["rejected", "notSent", "refused", "failed"]);
});
