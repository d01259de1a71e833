import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { continueJob } from "../../src/store/file-jobs.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import { tryLock } from "../../src/store/lock.ts";
import type { Store } from "../../src/store/store.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { publishBatches } from "./publish-batches.ts";
import { describeStore } from "./store-conformance.ts";

const createStore = (location?: string): Store =>
  createFileStore(location ?? temporaryDirectory(), process.pid);

describeStore("file store", createStore);

const jobDirectory = (store: Store, id: string) => join(store.location, "jobs", id);
const isPosix = process.platform !== "win32";

describe("the state directory", () => {
  test("is not made before something is written", async () => {
    const location = join(temporaryDirectory(), "state");
    const store = createStore(location);
    await store.readJob("20260102-030405-abcd");
    await store.sessions.read({ endpoint: "e", username: "u" });
    expect(existsSync(location)).toBe(false);
  });

  test.runIf(isPosix)("is its owner's alone: directories 0700, files 0600", async () => {
    const store = createStore(join(temporaryDirectory(), "state"));
    const job = await publishBatches(store, ["A"]);
    await store.sessions.write({ endpoint: "e", username: "u" }, { token: "secret" });
    await job.close();
    const paths = readdirSync(store.location, { recursive: true }).map(String);
    expect(paths.length).toBeGreaterThan(8);
    for (const path of ["", ...paths]) {
      const stat = statSync(join(store.location, path));
      expect(`${path} ${(stat.mode & 0o777).toString(8)}`).toBe(
        `${path} ${stat.isDirectory() ? "700" : "600"}`,
      );
    }
  });

  test("keeps sources under names that every file system knows", async () => {
    const store = createStore();
    const draft = await store.draftJob();
    draft.writeSource(0, "../a dir/Geräte: list?.csv", Buffer.from("first, "));
    draft.writeSource(1, "-", Buffer.from("stdin"));
    draft.writeSource(0, "../a dir/Geräte: list?.csv", Buffer.from("second"));
    const kept = join(store.location, "jobs", `${draft.id}.draft`, "sources");
    expect(readdirSync(kept).sort()).toEqual(["0001-Ger_te__list_.csv", "0002--"]);
    expect(readFileSync(join(kept, "0001-Ger_te__list_.csv"), "utf8")).toBe("first, second");
    await draft.discard();
    expect(readdirSync(join(store.location, "jobs"))).toEqual([]);
  });
});

describe("drafts that were left behind", () => {
  const twoHoursAgo = new Date(Date.now() - 7_200_000);
  const leave = (store: Store, id: string) => {
    const path = join(store.location, "jobs", `${id}.draft`);
    mkdirSync(join(path, "batches"), { recursive: true });
    return path;
  };

  test("of a dead process are removed after an hour, younger ones and a live process's stay", async () => {
    const store = createStore();
    const [old, young, live] = ["20260101-000000-aaaa", "20260101-000000-bbbb", "20260101-000000-cccc"].map(
      (id) => leave(store, id),
    ) as [string, string, string];
    tryLock(join(live, "lock"), process.pid);
    for (const path of [old, live]) utimesSync(path, twoHoursAgo, twoHoursAgo);
    await (await store.draftJob()).discard();
    expect([old, young, live].map((path) => existsSync(path))).toEqual([false, true, true]);
  });

  test("that cannot be removed are no reason not to push", async () => {
    const store = createStore();
    const stuck = leave(store, "20260101-000000-aaaa");
    writeFileSync(join(stuck, "lock"), "a file where a directory is expected");
    utimesSync(stuck, twoHoursAgo, twoHoursAgo);
    const job = await publishBatches(store, ["A"]);
    await job.close();
    expect(existsSync(stuck)).toBe(true);
  });
});

describe("files that were tampered with", () => {
  test("a published job without its ledger is damaged, for who reads it and for who goes on with it", async () => {
    const store = createStore();
    const { record, close } = await publishBatches(store, ["A"]);
    await close();
    const directory = jobDirectory(store, record.id);
    rmSync(join(directory, "ledger.ndjson"));
    const message = `The ledger ${join(directory, "ledger.ndjson")} is missing: what its job has sent is not known.`;
    expect(await failureOf(() => store.readJob(record.id))).toMatchObject({ kind: "store", message });
    expect(await failureOf(() => store.readFacts(record.id))).toMatchObject({ kind: "store", message });
    const attempt = tryLock(join(directory, "lock"), process.pid);
    if (attempt.kind !== "acquired") throw new Error("not acquired");
    expect(await failureOf(() => continueJob(directory, attempt.lock))).toMatchObject({
      kind: "store",
      message,
    });
  });

  test("what cannot be looked at is not absent", async () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    const store = createStore(file);
    const isFile = (path: string) =>
      `Cannot use ${path} in the state directory: a part of the path is a file (ENOTDIR).`;
    const id = "20260102-030405-abcd";
    const looks = [
      [join(file, "jobs", id), () => store.readJob(id)],
      [join(file, "session.json"), () => store.sessions.read({ endpoint: "e", username: "u" })],
    ] as const;
    for (const [path, look] of looks)
      expect(await failureOf(look)).toMatchObject({ kind: "store", message: isFile(path) });
  });

  test("a batch that is not the planned one is not handed out", async () => {
    const store = createStore();
    const job = await publishBatches(store, ["A"]);
    const [planned] = job.facts;
    if (planned?.kind !== "planned") throw new Error("not planned");
    const path = join(jobDirectory(store, job.record.id), "batches", "0001.csv");
    const whole = readFileSync(path);
    const changed = Buffer.from(whole);
    changed.writeUInt8(whole.readUInt8(whole.length - 3) ^ 1, whole.length - 3);
    for (const bytes of [changed, whole.subarray(0, -1), Buffer.alloc(0)]) {
      writeFileSync(path, bytes);
      expect(await failureOf(() => job.readBatch(planned))).toEqual({
        kind: "store",
        message: `The batch file ${path} is not the one that was planned: its SHA-256 differs.`,
        hint: "This batch was not sent. Restore the file from a backup; do not edit it.",
      });
    }
    writeFileSync(path, whole);
    expect(await job.readBatch(planned)).toMatchObject({ devices: 2, identifiersPerDevice: 2 });
    await job.close();
  });

  test.each(["", "{", "null", "[]", "{}", '{"version":2}', '{"version":1,"id":"20260102-030405-abcd"}'])(
    "a record of %j is damaged",
    async (text) => {
      const store = createStore();
      const job = await publishBatches(store, ["A"]);
      await job.close();
      const path = join(jobDirectory(store, job.record.id), "job.json");
      writeFileSync(path, text);
      expect(await failureOf(() => store.readJob(job.record.id))).toEqual({
        kind: "store",
        message: `The job's record ${path} is damaged, or of another version of vzupload.`,
        hint: "Restore the file from a backup; do not edit it.",
      });
    },
  );

  test.each([
    "",
    "{",
    "null",
    "[]",
    "{}",
    '{"version":1}',
    '{"version":2,"sessions":{}}',
    '{"version":1,"sessions":null}',
    '{"version":1,"sessions":[]}',
    '{"version":1,"sessions":{"u at e":null}}',
    '{"version":1,"sessions":{"u at e":[]}}',
    '{"version":1,"sessions":{"u":{}}}',
    '{"version":1,"sessions":{"u at e":{"token":7}}}',
    '{"version":1,"sessions":{"u at e":{"token":""}}}',
    '{"version":1,"sessions":{"u at e":{"token":"t","tokenSince":"then"}}}',
    '{"version":1,"sessions":{"u at e":{"rejected":{}}}}',
    '{"version":1,"sessions":{"u at e":{"rejected":[null]}}}',
    '{"version":1,"sessions":{"u at e":{"rejected":[{"hash":"h","reason":"r"}]}}}',
    '{"version":1,"sessions":{"u at e":{"unansweredLogIns":-1}}}',
    '{"version":1,"sessions":{"other at e":{"unansweredLogIns":"2"}}}',
  ])("kept sessions of %j are damaged", async (text) => {
    const store = createStore();
    const path = join(store.location, "session.json");
    writeFileSync(path, text);
    const key = { endpoint: "e", username: "u" };
    const damaged = {
      kind: "store",
      message: `The kept sessions in ${path} are damaged, or of another version of vzupload.`,
      hint: "Delete the file. But if the platform rejected a password before, do not try that password again: five failures lock the account.",
    };
    expect(await failureOf(() => store.sessions.read(key))).toEqual(damaged);
    expect(await failureOf(() => store.sessions.list())).toEqual(damaged);
    expect(await failureOf(() => store.sessions.write(key, {}))).toEqual(damaged);
  });
});
