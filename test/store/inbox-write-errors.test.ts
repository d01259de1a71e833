import { spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { canMount } from "../support/transcript-world.ts";
import { messageOf, textsIn } from "./inbox-conformance.ts";

const compiled = compiledSources();
const writeInbox = new URL("./children/write-inbox.mjs", import.meta.url);
const hasStrace = process.platform === "linux" && spawnSync("strace", ["-V"]).status === 0;
const otherDirectory = "choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.";

/** A store on a file system of its own. */
function storeOn(options: string) {
  const location = join(temporaryDirectory(), "state");
  mkdirSync(location);
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", location]);
  if (mounted.status !== 0) throw new Error(String(mounted.stderr));
  onTestFinished(() => void spawnSync("umount", [location]));
  return createFileStore(location, process.pid);
}

describe.runIf(canMount())("a disk", () => {
  test("that fills up: the append that finds it full is refused, and later ones work once there is room", async () => {
    const store = storeOn("size=256k");
    const filler = join(store.location, "filler");
    writeFileSync(filler, Buffer.alloc(150_000));
    const writer = await store.inbox.openWriter();
    const kept: string[] = [];
    const append = (text: string) => writer.append(messageOf(text)).then(() => kept.push(text));
    const text = (at: number) => `${at}:${"x".repeat(10_000)}`;
    let at = 0;
    const fill = async () => {
      for (; ; at++) await append(text(at));
    };
    const failure = await failureOf(fill);
    expect(failure).toMatchObject({ kind: "store", hint: `Free some space, or ${otherDirectory}` });
    expect(failure.message).toMatch(
      /^Cannot use .*\.inbox in the state directory: the disk is full \(ENOSPC\)\.$/,
    );
    expect(kept.length).toBeGreaterThan(3);
    // Full as it is, it is refused again and again, and leaves nothing behind.
    const before = readdirSync(join(store.location, "inbox"));
    for (let again = 0; again < 5; again++) await failureOf(() => append(text(at)));
    expect(readdirSync(join(store.location, "inbox"))).toEqual(before);
    rmSync(filler);
    await append(text(at));
    await Promise.all([append("more"), append("and more")]);
    await writer.close();
    expect((await textsIn(store)).sort()).toEqual(kept.sort());
    expect(readdirSync(join(store.location, "inbox"))).toHaveLength(2);
  });

  test("that is full for one message: none of those that were written with it is acknowledged", async () => {
    const store = storeOn("size=256k");
    const writer = await store.inbox.openWriter();
    const texts = ["small", "x".repeat(400_000), "small, too"];
    const ends = await Promise.allSettled(texts.map((text) => writer.append(messageOf(text))));
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
    await writer.append(messageOf("again"));
    await writer.close();
    expect(await textsIn(store)).toEqual(["again"]);
  });

  test("that is read-only: nothing is acknowledged, what is there is read", async () => {
    const store = storeOn("size=256k");
    const writer = await store.inbox.openWriter();
    await writer.append(messageOf("a"));
    await writer.close();
    expect(spawnSync("mount", ["-o", "remount,ro", store.location]).status).toBe(0);
    const late = await store.inbox.openWriter();
    const failure = await failureOf(() => late.append(messageOf("b")));
    expect(failure).toMatchObject({ kind: "store", hint: `Make it writable, or ${otherDirectory}` });
    expect(failure.message).toMatch(/ in the state directory: the file system is read-only \(EROFS\)\.$/);
    await late.close();
    expect(await textsIn(store)).toEqual(["a"]);
  });
});

test("an inbox that is a file is named", async () => {
  const store = createFileStore(temporaryDirectory(), process.pid);
  writeFileSync(join(store.location, "inbox"), "");
  const writer = await store.inbox.openWriter();
  for (const use of [() => writer.append(messageOf("a")), () => textsIn(store)])
    expect(await failureOf(use)).toMatchObject({
      kind: "store",
      hint: `Remove that file, or ${otherDirectory}`,
    });
  await writer.close();
});

/** Runs a writer of 5 rounds of 3 messages; the named system call fails in its second use. */
async function writeWithFault(call: string, error: string) {
  const location = temporaryDirectory();
  const trace = join(location, "trace.txt");
  const fault = ["-e", `inject=${call}:error=${error}:when=2`];
  const tracer = [
    "strace",
    "-f",
    "-qq",
    "-y",
    "-s",
    "0",
    "-e",
    "trace=fdatasync,writev,write,close",
    ...fault,
  ];
  const words = [compiled("store/file-store"), location, "w", "3", "5"];
  const command = [...tracer, "-o", trace, process.execPath, new URL(writeInbox).pathname, ...words];
  // One thread for files: the tracer counts by thread.
  const env = { ...process.env, UV_THREADPOOL_SIZE: "1" };
  const { stdout, stderr } = spawnSync(command[0] ?? "", command.slice(1), { encoding: "utf8", env });
  expect(stderr).toBe("");
  return { location, said: stdout.trimEnd().split("\n"), trace: readFileSync(trace, "utf8") };
}

describe.runIf(hasStrace)("a failing fsync (needs strace)", () => {
  test.each(["EIO", "ENOSPC"])(
    "%s: all that share it are refused, it is not tried again, the next write starts anew",
    async (error) => {
      const { location, said, trace } = await writeWithFault("fdatasync", error);
      const lost = said.filter((line) => line.startsWith("lost "));
      expect(lost.map((line) => line.split(" ", 2)[1])).toEqual(["w-1-0", "w-1-1", "w-1-2"]);
      for (const line of lost) expect(line).toContain(`(${error}).`);
      const syncs = [...trace.matchAll(/fdatasync\(\d+<[^>]*\/([^/>]*)>\) += (\S+)/g)].map(
        ([, name, result]) => ({ name, result }),
      );
      const failed = syncs.findIndex(({ result }) => result === "-1");
      expect(failed).toBe(1);
      const { name } = syncs[failed] ?? {};
      expect(syncs.slice(failed + 1).filter((sync) => sync.name === name)).toEqual([]);
      expect(trace.slice(trace.indexOf("= -1")).includes(`${name}>, [`)).toBe(false);
      const kept = said.filter((line) => line.startsWith("kept ")).map((line) => line.split(" ")[1]);
      expect(kept).toHaveLength(12);
      const read: string[] = [];
      const store = createFileStore(location, process.pid);
      await store.inbox.read(undefined, ({ requestId }) => read.push(requestId));
      expect(read).toEqual(expect.arrayContaining(kept));
    },
  );
});
