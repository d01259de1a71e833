import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { type SurveyedJob, surveyJobs } from "../../src/watch/survey-jobs.ts";
import { keepMessages, newStore, pushPairs, uploaded } from "./watch-world.ts";

const doubtful = { kind: "doubtful", reason: "reset" } as const;
const throttled = { kind: "notSent", code: "ECONNREFUSED", reason: "no connection", hint: "" } as const;

describe("a survey of jobs", () => {
  test("has the newest of those that are done, and all others whatever their age", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2 });
    const first = await pushPairs(store, { start: 2, end: 6, name: "a", answer: () => throttled });
    const unfinished = copyJob(store, first.job.record.id, "20250101-000000-aaaa");
    for (let day = 1; day <= 5; day++) copyJob(store, job.record.id, `2025060${day}-000000-bbbb`);
    rmSync(join(store.location, "jobs", first.job.record.id), { recursive: true });
    const { jobs, older, errors } = await surveyJobs(store, 3);
    expect(jobs.map(wordOf)).toEqual([
      `accepted ${job.record.id}`,
      "accepted 20250605-000000-bbbb",
      "accepted 20250604-000000-bbbb",
      `unfinished ${unfinished}`,
    ]);
    expect([older, errors]).toEqual([3, []]);
  });

  test.each([
    ["without its ledger", (path: string) => rmSync(join(path, "ledger.ndjson"))],
    ["with an empty ledger", (path: string) => writeFileSync(join(path, "ledger.ndjson"), "")],
    ["with a changed ledger", (path: string) => change(join(path, "ledger.ndjson"))],
    ["with a ledger of a batch that was never planned", cutFirstLine],
  ])("goes on behind a damaged job (%s), however old", async (_, damage) => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2 });
    const old = copyJob(store, job.record.id, "20250101-000000-aaaa");
    copyJob(store, job.record.id, "20240101-000000-aaaa");
    damage(join(store.location, "jobs", old));
    for (const [limit, seen] of [
      [20, 1],
      [0, 0],
    ] as const) {
      const { jobs } = await surveyJobs(store, limit);
      expect(jobs.map(wordOf)).toEqual([
        ...(seen ? [`accepted ${job.record.id}`] : []),
        `damaged ${old}`,
        ...(seen ? ["accepted 20240101-000000-aaaa"] : []),
      ]);
    }
  });

  test("with a damaged record, among those that are shown", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2 });
    writeFileSync(join(store.location, "jobs", job.record.id, "job.json"), "{}");
    expect((await surveyJobs(store, 20)).jobs.map(wordOf)).toEqual([`damaged ${job.record.id}`]);
  });

  test("knows what callbacks have settled, of many doubts by one look", async () => {
    const store = newStore();
    const pushes = [];
    for (let push = 0; push < 4; push++)
      pushes.push(
        await pushPairs(store, {
          start: push * 2,
          end: push * 2 + 2,
          name: `p${push}`,
          answer: () => doubtful,
        }),
      );
    await keepMessages(store, [
      { requestId: "late-0", lines: { 0: uploaded, 1: uploaded } },
      { requestId: "late-2", lines: { 4: uploaded, 5: uploaded } },
    ]);
    const states = new Map((await surveyJobs(store, 20)).jobs.map((job) => [job.id, wordOf(job)]));
    expect(pushes.map(({ job }) => states.get(job.record.id)?.split(" ")[0])).toEqual([
      "accepted",
      "inDoubt",
      "accepted",
      "inDoubt",
    ]);
  });

  test("shows a doubt as the ledger has it where another's damage hides what was settled", async () => {
    const store = newStore();
    const { job } = await pushPairs(store, { end: 2, answer: () => doubtful });
    const damaged = copyJob(store, job.record.id, "20250101-000000-aaaa");
    rmSync(join(store.location, "jobs", damaged, "ledger.ndjson"));
    const { jobs, errors } = await surveyJobs(store, 20);
    expect(jobs.map(wordOf)).toEqual([`inDoubt ${job.record.id}`, `damaged ${damaged}`]);
    expect(errors).toHaveLength(1);
  });
});

function wordOf(job: SurveyedJob): string {
  return `${job.kind === "job" ? job.state : "damaged"} ${job.id}`;
}

/** The same job once more, under an id of another time. */
function copyJob({ location }: Store, id: string, copy: string): string {
  const path = join(location, "jobs", copy);
  cpSync(join(location, "jobs", id), path, { recursive: true });
  const record = JSON.parse(readFileSync(join(path, "job.json"), "utf8"));
  const createdAt = copy.replace(/^(....)(..)(..)-(..)(..)(..)-.*$/, "$1-$2-$3T$4:$5:$6.000Z");
  writeFileSync(join(path, "job.json"), JSON.stringify({ ...record, id: copy, createdAt }));
  return copy;
}

function change(path: string): void {
  writeFileSync(path, readFileSync(path, "utf8").replace("SKU", "SKV"));
}

function cutFirstLine(path: string): void {
  const ledger = join(path, "ledger.ndjson");
  const text = readFileSync(ledger, "utf8");
  writeFileSync(ledger, text.slice(text.indexOf("\n") + 1));
}
