import { rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { planPruning } from "../../src/watch/plan-pruning.ts";
import { pruneJobs } from "../../src/watch/prune-jobs.ts";
import { accepted, answering, interruptedPush, noConnection, resumed } from "../upload/resume-world.ts";
import {
  invalid,
  keepMessages,
  type Lines,
  newStore,
  pushPairs,
  submitted,
  uploaded,
} from "./watch-world.ts";

const doubtful: UploadOutcome = { kind: "doubtful", reason: "reset" };
const refused: UploadOutcome = { kind: "refused", fault: { code: "C", text: "no" }, hint: "" };
const unsent: UploadOutcome = { kind: "notSent", code: "ECONNREFUSED", reason: "refused", hint: "" };
const later = new Date(Date.now() + 86_400_000).toISOString();
const never = new AbortController().signal;

/** A job of pairs 0 and 1, under `id-1`, and a younger one of others: the newest of an endpoint stays. */
async function oneJob(store: Store, answer?: (request: number) => UploadOutcome, end = 2): Promise<string> {
  const { job } = await pushPairs(store, { end, ...(answer === undefined ? {} : { answer }) });
  await newestJob(store);
  return job.record.id;
}

async function newestJob(store: Store): Promise<string> {
  return (await pushPairs(store, { start: 90, end: 92, name: "newest" })).job.record.id;
}

async function reasonFor(store: Store, id: string, cutoff = later): Promise<string | undefined> {
  const { kept, removable } = await planPruning(store, cutoff);
  if (removable.some(({ record }) => record.id === id)) return "removable";
  return kept.find((job) => job.id === id)?.reason;
}

describe("an old job", () => {
  test.each<[string, Lines, string]>([
    ["uploaded", { 0: uploaded, 1: uploaded }, "removable"],
    ["in the platform's hand", { 0: uploaded, 1: submitted }, "unclear"],
    ["without a word", {}, "removable"],
    ["failed in part", { 0: uploaded, 1: invalid }, "failed"],
    ["of which a word is not known", { 0: uploaded, 1: "Whatever" }, "unclear"],
    ["with a device that is not its own", { 0: uploaded, 1: uploaded, 7: uploaded }, "unclear"],
  ])("%s", async (_, lines, reason) => {
    const store = newStore();
    const id = await oneJob(store);
    await keepMessages(store, Object.keys(lines).length > 0 ? [{ requestId: "id-1", lines }] : []);
    expect(await reasonFor(store, id)).toBe(reason);
  });

  test("whose failure nobody vouches for stays, too", async () => {
    const store = newStore();
    const id = await oneJob(store);
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: invalid } }], "unchecked");
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: uploaded } }]);
    expect(await reasonFor(store, id)).toBe("unclear");
  });

  test("that was refused by the fault of a callback stays", async () => {
    const store = newStore();
    const id = await oneJob(store);
    await keepMessages(store, [{ requestId: "id-1", fault: "Device SKU is not present in ODI" }]);
    expect(await reasonFor(store, id)).toMatch(/failed|unclear/);
  });

  test.each<[string, (request: number) => UploadOutcome, string]>([
    ["in doubt", () => doubtful, "inDoubt"],
    ["refused", () => refused, "refused"],
    ["refused in part", (request) => (request === 2 ? refused : accepted("id")(request)), "refused"],
    ["not all sent", (request) => (request === 2 ? unsent : accepted("id")(request)), "unfinished"],
  ])("%s stays", async (_, answer, reason) => {
    const store = newStore();
    expect(await reasonFor(store, await oneJob(store, answer, 4))).toBe(reason);
  });

  test("whose doubt a callback has settled stays: its ledger does not know the RequestId", async () => {
    const store = newStore();
    const id = await oneJob(store, () => doubtful);
    await keepMessages(store, [{ requestId: "late", lines: { 0: uploaded, 1: uploaded } }]);
    expect(await reasonFor(store, id)).toBe("inDoubt");
  });

  test("that somebody works on stays", async () => {
    const store = newStore();
    const id = await oneJob(store);
    const attempt = await store.openJob(id);
    expect(await reasonFor(store, id)).toBe("sending");
    if (attempt.kind === "opened") await attempt.job.close();
    expect(await reasonFor(store, id)).toBe("removable");
  });

  test("is old by the last that was recorded of it", async () => {
    const store = newStore();
    const id = await oneJob(store);
    const plan = await planPruning(store, (await store.readJob(id))?.facts.at(-1)?.at ?? "");
    expect([plan.removable, plan.kept, plan.younger]).toEqual([[], [], 2]);
  });

  test("that was cut anew stays, for its claims name devices that others have", async () => {
    const store = newStore();
    const { id } = await interruptedPush(store, {
      end: 4,
      answers: answering("p", accepted("p")(1), noConnection),
    });
    await interruptedPush(store, { start: 2, end: 3, answers: accepted("o") });
    expect((await resumed(store, id)).batches).toEqual(["1 accepted", "3 accepted"]);
    await newestJob(store);
    expect(await reasonFor(store, id)).toBe("recut");
  });

  test("that is the newest of its endpoint stays", async () => {
    const store = newStore();
    await oneJob(store);
    const { kept, removable } = await planPruning(store, later);
    expect([removable.length, kept.map(({ reason }) => reason)]).toEqual([1, ["lastOfEndpoint"]]);
  });

  test("that others' lines refer to stays with them, and goes with them", async () => {
    const store = newStore();
    const first = await oneJob(store);
    const second = (await pushPairs(store, { end: 4, name: "second" })).job.record.id;
    await newestJobOf(store);
    expect(await reasonFor(store, first)).toBe("removable");
    await keepMessages(store, [{ requestId: "second-1", lines: { 2: invalid } }]);
    expect([await reasonFor(store, second), await reasonFor(store, first)]).toEqual(["failed", "referred"]);
  });

  test("of which something is damaged is named, and the others go", async () => {
    const store = newStore();
    const id = await oneJob(store);
    const other = (await pushPairs(store, { start: 10, end: 12, name: "other" })).job.record.id;
    rmSync(join(store.location, "jobs", other, "ledger.ndjson"));
    const { damaged, removable } = await planPruning(store, later);
    expect(damaged).toMatchObject([{ id: other, error: { kind: "store" } }]);
    expect(removable.map(({ record }) => record.id)).toEqual([id]);
  });

  test("whose callbacks cannot be read stays", async () => {
    const store = newStore();
    const id = await oneJob(store);
    const writer = await store.inbox.openWriter();
    await writer.append({ requestId: "id-1", credentials: "checked", body: Buffer.from("<no") });
    await writer.close();
    const { kept, errors } = await planPruning(store, later);
    expect(kept).toContainEqual({ id, reason: "unreadable" });
    expect(errors).toHaveLength(1);
  });
});

describe("pruning", () => {
  test("sends nothing twice: what went is taken as sent, and what failed can be pushed again", async () => {
    const store = newStore();
    const first = (await pushPairs(store, { end: 2, name: "good" })).job.record.id;
    const second = (await pushPairs(store, { start: 2, end: 4, name: "bad" })).job.record.id;
    await newestJob(store);
    await keepMessages(store, [
      { requestId: "good-1", lines: { 0: uploaded, 1: uploaded } },
      { requestId: "bad-1", lines: { 2: uploaded, 3: invalid } },
    ]);
    const { removed } = await pruneJobs(store, await planPruning(store, later), never);
    expect(removed.map(({ record }) => record.id)).toEqual([first]);
    expect(await store.readJob(second)).toBeDefined();
    const again = await pushPairs(store, { end: 4, name: "again" });
    expect(again.batches.map(({ planned }) => planned.devices)).toEqual([1]);
    expect(again.job.record.taken.reduce((sum, { devices }) => sum + devices, 0)).toBe(3);
  });

  test("leaves what has changed since it was planned, and what that refers to", async () => {
    const store = newStore();
    const first = await oneJob(store);
    const second = (await pushPairs(store, { end: 4, name: "second" })).job.record.id;
    await newestJobOf(store);
    const plan = await planPruning(store, later);
    expect(plan.removable.map(({ record }) => record.id).sort()).toContain(second);
    const attempt = await store.openJob(second);
    if (attempt.kind !== "opened") throw new Error(attempt.kind);
    expect((await pruneJobs(store, plan, never)).changed).toEqual(expect.arrayContaining([second, first]));
    await attempt.job.append({ kind: "saidLines", batch: 1, number: 1, lines: 0, sha256: "" });
    await attempt.job.close();
    expect((await pruneJobs(store, plan, never)).changed).toEqual(expect.arrayContaining([second, first]));
    expect(await store.readJob(first)).toBeDefined();
  });

  test("stops at an interrupt", async () => {
    const store = newStore();
    const id = await oneJob(store);
    const plan = await planPruning(store, later);
    const { removed, errors } = await pruneJobs(store, plan, AbortSignal.abort("SIGINT"));
    expect([removed, errors]).toMatchObject([[], [{ kind: "interrupted" }]]);
    expect(await store.readJob(id)).toBeDefined();
  });
});

/** Another newest one. */
async function newestJobOf(store: Store): Promise<void> {
  await pushPairs(store, { start: 80, end: 82, name: "last" });
}
