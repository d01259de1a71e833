import { join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { pushOptions } from "../../src/commands/push-options.ts";
import { watchOptions } from "../../src/commands/watch-options.ts";
import { stepsAfterWatch } from "../../src/commands/watch-steps.ts";
import { parseColumns } from "../../src/csv/parse-columns.ts";
import { createPushReport } from "../../src/reports/push-report.ts";
import type { WatchFacts } from "../../src/reports/watch-report-types.ts";
import type { Store } from "../../src/store/store.ts";
import type { PushOptions } from "../../src/upload/push-devices.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { countLines } from "../../src/verdict/line-states.ts";
import { type Board, createBoard } from "../../src/watch/board.ts";
import { watchReport } from "../reports/watched.ts";
import { splitWords } from "../support/transcript.ts";
import { csvOfPairs, termsOfSku } from "../upload/push-rows.ts";
import { newStore, type PushPairs, pushPairs } from "../watch/watch-world.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const open = countLines([["awaiting", 2]]);
const failed = countLines([["failed", 2]]);
const unsent = countLines([["notSent", 2]]);
const failedFile = { kind: "failed", path: "/out/failed rows.csv", rows: 2 } as const;
const pushed = "--type imei-iccid --sku SKU1 --email me@mycompany.com --endpoint https://uws.example/api/v2";

describe("behind a watch by itself", () => {
  test("going on names the job: by then another may be the newest", async () => {
    const { store, board, job } = await watchedJob();
    expect(await commandsAfter("watch --wait 2s", { store, board, lines: open })).toEqual([
      `watch --job ${job} --wait 2s`,
    ]);
    const named = [
      "watch --job 20261123-224210-k7qd --wait 2s",
      "watch id-1 id-2",
      "watch --all --port 9001",
    ];
    for (const words of named)
      expect(await commandsAfter(words, { store, board, lines: open })).toEqual([words]);
  });

  test("failed rows in a file: of the newest job, which has no open lines any more", async () => {
    const { store, board, job } = await watchedJob();
    expect(await commandsAfter("watch --port 9001", { store, board, lines: failed })).toEqual([
      `watch --job ${job} --port 9001 --failed failed.csv`,
    ]);
  });

  test("failed rows of --all: for each job that has some, a command that ends", async () => {
    const store = newStore();
    const refused = { kind: "refused", fault: { code: "X", text: "no" }, hint: "" } as const;
    const first = await pushPairs(store, { end: 2, name: "a", answer: () => refused });
    const second = await pushPairs(store, { start: 2, end: 4, name: "b" });
    const board = createBoard({ store, until: "uploaded" });
    for (const { job } of [first, second]) await board.addJob(job.record.id);
    const lines = countLines([["refused", 2]]);
    expect(
      await commandsAfter("watch --all --allow 10.0.0.1 10.0.0.2 --port 9001", { store, board, lines }),
    ).toEqual([
      `watch --job ${first.job.record.id} --port 9001 --allow 10.0.0.1 10.0.0.2 --failed failed.csv`,
    ]);
  });

  test("a file of failed rows is pushed as the job was: type, SKU, account, endpoint", async () => {
    const { store, board } = await watchedJob({ accountName: "1223334444-00001" });
    expect(await commandsAfter("watch", { store, board, lines: failed, files: [failedFile] })).toEqual([
      `push /out/failed rows.csv ${pushed.replace(" --endpoint", " --account 1223334444-00001 --endpoint")}`,
    ]);
  });

  test("of named requests, too, where a job has them", async () => {
    const { store, job } = await watchedJob();
    const board = createBoard({ store, until: "uploaded" });
    await board.addRequest("id-1", await store.readJob(job));
    expect(await commandsAfter("watch id-1", { store, board, lines: failed, files: [failedFile] })).toEqual([
      `push /out/failed rows.csv ${pushed}`,
    ]);
  });

  test("of several jobs, or of none that is known: what must be said is left to be filled in", async () => {
    const store = newStore();
    const board = createBoard({ store, until: "uploaded" });
    await board.addRequest("elsewhere");
    const blank = ["push /out/failed rows.csv --sku ... --email ..."];
    const facts = { store, board, lines: failed, files: [failedFile] };
    expect(await commandsAfter("watch elsewhere", facts)).toEqual(blank);
    for (const name of ["a", "b"]) {
      const { job } = await pushPairs(store, { end: 2, name, more: { again: true } });
      await board.addJob(job.record.id);
    }
    expect(await commandsAfter("watch --all", facts)).toEqual(blank);
  });

  test("of a job without a header: the failed rows have none; what is in doubt is settled by words on its batch", async () => {
    const { store, board, job } = await watchedJob({ reading: headerless }, secondInDoubt);
    const lines = countLines([
      ["failed", 1],
      ["inDoubt", 2],
    ]);
    expect(
      await commandsAfter("watch --state-dir state", { store, board, lines, files: [failedFile] }),
    ).toEqual([
      ...doubtCommands(job, 2, " --state-dir state"),
      `push /out/failed rows.csv ${pushed.replace(" --sku", " --columns imei,iccid --sku")} --state-dir state`,
    ]);
  });

  test("the rest of a job: its inputs once more, standard input from its kept copy", async () => {
    const { store, board, job } = await watchedJob({ reading: readingOf("-", csvOfPairs(0, 4)) });
    const copy = join(store.location, "jobs", job, "sources", "0001--");
    expect(await commandsAfter("watch", { store, board, lines: unsent })).toEqual([`push ${copy} ${pushed}`]);
  });

  test("replayed callbacks: nothing to go on with, and the failed rows come from the same files", async () => {
    const { store, board } = await watchedJob();
    const words = "watch --replay a.xml b.xml";
    expect(await commandsAfter(words, { store, board, lines: open })).toEqual([]);
    expect(await commandsAfter(words, { store, board, lines: failed })).toEqual([
      `${words} --failed failed.csv`,
    ]);
  });
});

describe("behind a push that watched", () => {
  const words =
    "push devices.csv --sku SKU1 --email me@mycompany.com --ca-file ca.pem --watch --wait 2s --port 9001";

  test("going on is a watch of its job, with what the listener needs", async () => {
    const { store, board, job } = await watchedJob();
    expect(await commandsAfter(words, { store, board, lines: open, job })).toEqual([
      `watch --job ${job} --wait 2s --port 9001`,
    ]);
  });

  test("what is to be pushed is pushed by the same words", async () => {
    const { store, board, job } = await watchedJob({}, secondInDoubt);
    const lines = countLines([
      ["failed", 1],
      ["inDoubt", 2],
      ["notSent", 1],
    ]);
    const rest = words.replace("push devices.csv", "");
    const [watch, ...settle] = doubtCommands(job, 2);
    expect(await commandsAfter(words, { store, board, lines, job, files: [failedFile] })).toEqual([
      words,
      `${watch} --port 9001`,
      ...settle,
      `push /out/failed rows.csv${rest}`,
    ]);
  });

  test("in doubt since an earlier job: that job's batch is named", async () => {
    const store = newStore();
    const doubt = () => ({ kind: "doubtful", reason: "no answer" }) as const;
    const first = await pushPairs(store, { end: 2, answer: doubt });
    const second = await pushPairs(store, { start: 1, end: 3, name: "second" });
    const board = createBoard({ store, until: "uploaded" });
    await board.addJob(second.job.record.id);
    const commands = await commandsAfter(words, { store, board, lines: countLines([["inDoubt", 1]]) });
    expect(commands[1]).toBe(doubtCommands(first.job.record.id, 1)[1]);
  });

  test("with nothing left to send: the same push, which waits for the same lines", async () => {
    const store = newStore();
    const board = createBoard({ store, until: "uploaded" });
    const taken = [{ source: 0, line: 2, identifiers: ["1", "2"], job: "20261123-224210-k7qd", batch: 1 }];
    await board.addInput({
      job: undefined,
      uploadType: "IMEI ICCID Pair",
      sources: ["devices.csv"],
      rows: 1,
      rejectedRows: 0,
      rejected: [],
      taken,
    });
    const lines = countLines([["alreadySent", 1]]);
    expect(await commandsAfter(words, { store, board, lines, requests: [] })).toEqual([words]);
    const facts = { store, board, lines, alreadySent: { failed: 1 }, requests: [] };
    expect(await commandsAfter(words, facts)).toEqual([`${words} --failed failed.csv`]);
  });
});

test("callbacks with wrong credentials: the quarantine is where the state is", async () => {
  const { store, board } = await watchedJob();
  const facts = { store, board, lines: open, turnedAway: { ownCredentials: 1 } };
  expect((await commandsAfter("watch --state-dir state", facts))[0]).toBe(
    `watch --replay ${join(store.location, "quarantine")} --state-dir state`,
  );
});

test("an odd path is quoted for the shell", async () => {
  const { store, board } = await watchedJob();
  const invocation = await invocationOf(["watch", "--failed", "it's failed.csv"], contextOf());
  const report = watchReport({ lines: open, rows: 2 });
  const context = { platform: "linux" } as const;
  const [step] = stepsAfterWatch(report, {
    board,
    invocation,
    stateDirectory: store.location,
    context,
    sent: undefined,
  });
  expect(step).toContain("--failed 'it'\\''s failed.csv'");
});

/** The second of two batches is in doubt. */
const secondInDoubt = (request: number): UploadOutcome =>
  request === 1 ? { kind: "accepted", requestId: "id-1" } : { kind: "doubtful", reason: "no answer" };

const headerless: PushOptions["reading"] = {
  ...readingOf("devices.csv", csvOfPairs(0, 4).replace("IMEI,ICCID\n", "")),
  columns: parseColumns("imei,iccid"),
};

function readingOf(name: string, text: string): PushOptions["reading"] {
  const signal = new AbortController().signal;
  const sources = [{ name, open: () => Readable.from([Buffer.from(text)]) }];
  return { sources, checkDigits: "warn", terms: termsOfSku("SKU1"), signal };
}

/** A job of two batches on a board. */
async function watchedJob(more: Partial<PushOptions> = {}, answer?: PushPairs["answer"]) {
  const store = newStore();
  const { job } = await pushPairs(store, { end: 4, more, ...(answer === undefined ? {} : { answer }) });
  const board = createBoard({ store, until: "uploaded" });
  await board.addJob(job.record.id);
  return { store, board, job: job.record.id };
}

interface Watched extends Partial<WatchFacts> {
  readonly store: Store;
  readonly board: Board;
}

/** How a doubt is settled. */
function doubtCommands(job: string, batch: number, flags = ""): readonly string[] {
  return [
    `watch --job ${job}${flags}`,
    `resolve ${job} --batch ${batch} --accepted <RequestId>${flags}`,
    `resolve ${job} --batch ${batch} --not-applied${flags}`,
  ];
}

/** The commands of the steps, without quotes; each is one that the program understands. */
async function commandsAfter(words: string, { store, board, ...facts }: Watched): Promise<readonly string[]> {
  const context = contextOf();
  const invocation = await invocationOf(splitWords(words), context);
  const isPush = words.startsWith("push");
  const rows = Object.values(facts.lines ?? {}).reduce((sum, count) => sum + count, 0);
  const report = watchReport({ rows: rows === 0 ? 2 : rows, ...facts });
  expect(report.outcome).not.toBe("bug");
  const steps = stepsAfterWatch(report, {
    board,
    invocation,
    stateDirectory: store.location,
    context,
    sent: isPush ? pushReport(facts.job) : undefined,
  });
  const commands = steps.flatMap((step) => {
    const at = step.indexOf("vzupload ");
    return at < 0 ? [] : [splitWords(step.slice(at)).slice(1)];
  });
  for (const command of commands) await understand(command);
  return commands.map((command) => command.join(" "));
}

/** Fails where the program would not understand a command line; what is to be filled in is filled in. */
async function understand(words: readonly string[]): Promise<void> {
  const context = contextOf();
  const filled = words.map((word, at) =>
    word === "..." ? (words[at - 1] === "--email" ? "a@b.co" : "SKU1") : word,
  );
  const invocation = await invocationOf(filled, context);
  if (filled[0] === "push") pushOptions(invocation, context);
  if (filled[0] === "watch") watchOptions(invocation, context);
}

function pushReport(job: string | undefined) {
  return createPushReport({
    operation: "push",
    request: "UploadDevices",
    rehearsal: false,
    endpoint: "https://uws.example/api/v2",
    account: undefined,
    sku: "SKU1",
    skipInvalid: false,
    job,
    input: undefined,
    batches: [],
    stop: undefined,
    error: undefined,
    signal: undefined,
  });
}
