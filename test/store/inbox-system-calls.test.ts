import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { compiledSources } from "../support/compiled-sources.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const compiled = compiledSources();
const writeInbox = fileURLToPath(new URL("./children/write-inbox.mjs", import.meta.url));
const hasStrace = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;

/** What a writer of so many messages, so many at once, did, in order. */
function traceWriter(atOnce: number, rounds: number): readonly string[] {
  const directory = temporaryDirectory();
  const trace = join(directory, "trace.txt");
  const calls = "openat,write,pwrite64,writev,pwritev,fsync,fdatasync";
  const tracer = ["-f", "-qq", "-s", "400", "-y", "-e", `trace=${calls}`, "-o", trace];
  const words = [compiled("store/file-store"), directory, "w", String(atOnce), String(rounds)];
  const { stderr, status } = spawnSync("strace", [...tracer, process.execPath, writeInbox, ...words], {
    encoding: "utf8",
  });
  expect([stderr, status]).toEqual(["", 0]);
  return stepsOf(readFileSync(trace, "utf8"));
}

/**
 * A call that was interrupted by another thread's is "unfinished" first and "resumed" later: a write counts when it begins
 * (the latest that it can have happened before), an fsync when it has returned.
 */
function stepsOf(trace: string): readonly string[] {
  const pending = new Map<string, string>();
  return trace.split("\n").flatMap((line) => {
    const [, thread = "", call = ""] = /^(\d+) +(.*)$/.exec(line) ?? [];
    const synced = syncedBy(call);
    if (synced !== undefined) {
      if (!call.includes("<unfinished")) return / = 0$/.test(call) ? [synced] : ["sync failed"];
      pending.set(thread, synced);
      return [];
    }
    const resumed = /^<\.\.\. f(data)?sync resumed>.* = 0$/.test(call) ? pending.get(thread) : undefined;
    if (resumed !== undefined) {
      pending.delete(thread);
      return [resumed];
    }
    return stepOf(call);
  });
}

function syncedBy(call: string): string | undefined {
  const path = /^f(?:data)?sync\(\d+<([^>]*)>/.exec(call)?.[1];
  if (path === undefined) return undefined;
  return path.endsWith(".inbox") ? "synced" : path.endsWith("/inbox") ? "name synced" : "other synced";
}

function stepOf(call: string): readonly string[] {
  const said = /^write\(1<[^>]*>, "kept (\S+) /.exec(call)?.[1];
  if (said !== undefined) return [`said ${said}`];
  if (/^openat\(.*\.inbox", O_WRONLY\|O_CREAT\|O_EXCL/.test(call)) return ["made"];
  if (!/^p?write(64|v)?\(\d+<[^>]*\.inbox>/.test(call)) return [];
  return [...call.matchAll(/\\"requestId\\":\\"([^"\\]+)\\"/g)].map(([, id]) => `wrote ${id}`);
}

describe.runIf(hasStrace)("an append resolves (needs strace)", () => {
  test("for 100 of 100 after its message was written and fsynced, and the file's name before them", () => {
    const ids = Array.from({ length: 100 }, (_, round) => `w-${round}-0`);
    const steps = traceWriter(1, 100).filter((step) => step !== "other synced");
    expect(steps).toEqual([
      "made",
      "name synced",
      ...ids.flatMap((id) => [`wrote ${id}`, "synced", `said ${id}`]),
    ]);
  });

  test("with others that are under way: all of them are written, then fsynced once, then resolve", () => {
    const steps = traceWriter(20, 10).filter((step) => step !== "other synced");
    const round = (number: number) => Array.from({ length: 20 }, (_, at) => `w-${number}-${at}`);
    expect(steps.slice(2)).toEqual(
      Array.from({ length: 10 }, (_, number) => [
        ...round(number).map((id) => `wrote ${id}`),
        "synced",
        ...round(number).map((id) => `said ${id}`),
      ]).flat(),
    );
  });
});
