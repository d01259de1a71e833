import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parseColumns } from "../../src/csv/parse-columns.ts";
import { checkReportFiles } from "../../src/watch/check-report-files.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createRecordingPlatform, csvOfPairs, pushCsv } from "../upload/push-rows.ts";
import { filesIn, push, pushed, report, textIn } from "./reported-job.ts";
import { invalid, keepMessages, newStore, uploaded } from "./watch-world.ts";

const unprotected = { inputs: [], stateDirectory: "/nowhere" };

const pairs = makePairs(10).map(({ imei, iccid }) => [imei, iccid] as const);

describe("reports of a job", () => {
  test("all three: every line, the failed rows as they came, a test suite", async () => {
    const csv = csvOfPairs(0, 4).replaceAll("\n", "\r\n");
    const { store, job, directory } = await pushed([csv]);
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: uploaded, 1: invalid } }]);
    await keepMessages(store, [{ requestId: "id-2", lines: { 2: invalid } }]);
    const { files, errors } = await report(store, job, filesIn(directory));
    expect(errors).toEqual([]);
    expect(files.map(({ kind, rows }) => `${kind} ${rows}`)).toEqual(["results 4", "failed 2", "junit 0"]);
    expect(textIn(directory, "failed.csv")).toBe(rowsOf(csv, [0, 2, 3], "\r\n"));
    expect(textIn(directory, "results.csv").split("\r\n")).toHaveLength(6);
    expect(textIn(directory, "junit.xml")).toContain('tests="4" failures="2"');
    expect(readdirSync(directory).sort()).toEqual(["failed.csv", "junit.xml", "results.csv"]);
  });

  test("the failed rows can be pushed as they are", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 4)]);
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: invalid, 1: uploaded } }]);
    await report(store, job, filesIn(directory));
    const platform = createRecordingPlatform();
    await pushCsv(newStore(), textIn(directory, "failed.csv"), platform.post);
    expect(platform.devices).toEqual([pairs[0]?.join(" ")]);
  });

  test("of inputs that cannot share a file: each has its own, in its own dialect", async () => {
    const semicolon = `\ufeffICCID;Note;IMEI\n${pairs[2]?.[1]};"a;b";${pairs[2]?.[0]}\n`;
    const sources = [csvOfPairs(0, 2), semicolon, csvOfPairs(3, 5)];
    const { store, job, directory } = await pushed(sources);
    const all = [0, 1, 2, 3, 4].map((index) => [index, invalid]);
    await keepMessages(
      store,
      [1, 2, 3].map((id) => ({ requestId: `id-${id}`, lines: linesOfBatch(id, all) })),
    );
    const { files } = await report(store, job, filesIn(directory));
    expect(files.filter(({ kind }) => kind === "failed")).toEqual([
      { kind: "failed", path: join(directory, "failed.csv"), rows: 4 },
      { kind: "failed", path: join(directory, "failed-2.csv"), rows: 1 },
    ]);
    expect(textIn(directory, "failed-2.csv")).toBe(semicolon);
    expect(textIn(directory, "failed.csv")).toBe(
      csvOfPairs(0, 2) + csvOfPairs(3, 5).replace("IMEI,ICCID\n", ""),
    );
  });

  test("of an input without a header: none is invented, and its columns are in the record", async () => {
    const csv = pairs
      .slice(0, 2)
      .map(([imei, iccid]) => `x,${iccid},${imei}\n`)
      .join("");
    const columns = parseColumns("-,iccid,imei");
    const { store, job, directory } = await pushed([csv], { columns });
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: invalid, 1: uploaded } }]);
    await report(store, job, filesIn(directory));
    expect(textIn(directory, "failed.csv")).toBe(`${csv.split("\n")[0]}\n`);
    expect(job.record.columns).toBe("-,iccid,imei");
  });

  test("without a failed row: a file that is empty, so that yesterday's is not taken for it", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 2)]);
    writeFileSync(join(directory, "failed.csv"), "yesterday's");
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: uploaded, 1: uploaded } }]);
    const { files } = await report(store, job, filesIn(directory));
    expect(files[1]).toEqual({ kind: "failed", path: join(directory, "failed.csv"), rows: 0 });
    expect(textIn(directory, "failed.csv")).toBe("");
  });

  test("refused rows are cut out, too, and those of an earlier job's batch that failed there", async () => {
    const store = newStore();
    await push(store, [csvOfPairs(0, 2)], {}, "first");
    const csv = `${csvOfPairs(0, 4)}1234,5678\n`;
    const job = await push(store, [csv], {}, "second");
    await keepMessages(store, [{ requestId: "first-1", lines: { 0: invalid, 1: uploaded } }]);
    await keepMessages(store, [{ requestId: "second-1", fault: "Device SKU is not present in ODI" }]);
    const directory = temporaryDirectory();
    await report(store, job, filesIn(directory));
    expect(textIn(directory, "failed.csv")).toBe(rowsOf(csv, [0, 1, 3, 4, 5]));
  });

  test("a kept input that has changed: no failed file, and the others all the same", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 2)]);
    await keepMessages(store, [{ requestId: "id-1", lines: { 0: invalid } }]);
    const source = join(store.location, "jobs", job.record.id, "sources", "0001-devices.csv");
    writeFileSync(source, readFileSync(source, "utf8").replace("89", "88"));
    writeFileSync(join(directory, "failed.csv"), "yesterday's");
    const { files, errors } = await report(store, job, filesIn(directory));
    expect(files.map(({ kind }) => kind)).toEqual(["results", "junit"]);
    expect(errors).toMatchObject([{ kind: "store" }]);
    expect(textIn(directory, "failed.csv")).toBe("yesterday's");
    expect(readdirSync(directory).filter((name) => name.endsWith(".part"))).toEqual([]);
  });

  test("a directory that has gone meanwhile: its reports are errors, and the others are there", async () => {
    const { store, job, directory } = await pushed([csvOfPairs(0, 2)]);
    mkdirSync(join(directory, "gone"));
    const files = { ...filesIn(directory), results: join(directory, "gone", "results.csv") };
    checkReportFiles(files, unprotected);
    rmSync(join(directory, "gone"), { recursive: true });
    const written = await report(store, job, files);
    expect(written.files.map(({ kind }) => kind)).toEqual(["failed", "junit"]);
    expect(written.errors).toMatchObject([
      {
        kind: "usage",
        message: `--results: cannot write ${files.results}: there is no such directory.`,
      },
    ]);
  });
});

/** Some lines of a text, by their index. */
function rowsOf(text: string, lines: readonly number[], lineEnd = "\n"): string {
  const all = text.split(lineEnd);
  return lines.map((line) => `${all[line]}${lineEnd}`).join("");
}

/** Of lines by index those of a batch of two. */
function linesOfBatch(batch: number, lines: readonly (readonly (string | number)[])[]) {
  return Object.fromEntries(lines.slice(batch * 2 - 2, batch * 2));
}
