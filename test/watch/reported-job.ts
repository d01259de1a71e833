import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Store, StoredJob } from "../../src/store/store.ts";
import type { PushOptions } from "../../src/upload/push-devices.ts";
import { groupLines } from "../../src/watch/reported-lines.ts";
import { openWatchSession } from "../../src/watch/watch-session.ts";
import { type ReportFiles, writeReports } from "../../src/watch/write-reports.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createRecordingPlatform, pushCsv, termsOfSku } from "../upload/push-rows.ts";
import { newStore } from "./watch-world.ts";

export const noFiles: ReportFiles = { results: undefined, failed: undefined, junit: undefined };

/** All three reports. */
export function filesIn(directory: string): ReportFiles {
  return {
    results: join(directory, "results.csv"),
    failed: join(directory, "failed.csv"),
    junit: join(directory, "junit.xml"),
  };
}

/** Of a report. */
export function textIn(directory: string, name: string): string {
  return readFileSync(join(directory, name), "utf8");
}

/** A store with a job of these texts, batches of two under id-1, id-2 ..., and a directory for its reports. */
export async function pushed(sources: readonly string[], reading: Partial<PushOptions["reading"]> = {}) {
  const store = newStore();
  return { store, job: await push(store, sources, reading, "id"), directory: temporaryDirectory() };
}

/** Pushes texts as devices.csv, devices-2.csv ... */
export async function push(
  store: Store,
  texts: readonly string[],
  reading: Partial<PushOptions["reading"]>,
  name: string,
): Promise<StoredJob> {
  const { post } = createRecordingPlatform(undefined, (request) => ({
    kind: "accepted",
    requestId: `${name}-${request}`,
  }));
  const sources = texts.map((text, at) => ({
    name: at === 0 ? "devices.csv" : `devices-${at + 1}.csv`,
    open: () => Readable.from([Buffer.from(text)]),
  }));
  const signal = new AbortController().signal;
  const { job, error } = await pushCsv(store, "", post, {
    skipInvalid: true,
    reading: { sources, checkDigits: "warn", terms: termsOfSku("SKU1"), signal, ...reading },
  });
  const stored = job && (await store.readJob(job.id));
  if (stored === undefined) throw error;
  return stored;
}

/** Writes the reports of a job, by all that is in the inbox. */
export async function report(store: Store, { record }: StoredJob, files: ReportFiles) {
  const session = openWatchSession({
    store,
    until: "uploaded",
    onlyChecked: false,
    quietPeriodMs: 0,
    nowMs: Date.now,
  });
  await session.put((board) => board.addJob(record.id));
  const groups = await groupLines(session.board);
  const suites = groups.map(({ lines }) => ({ name: "suite", className: "class", lines }));
  return writeReports(files, { groups, until: "uploaded", suites });
}
