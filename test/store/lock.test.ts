import { once } from "node:events";
import { readdirSync, readFileSync, utimesSync, writeFileSync } from "node:fs";
import { hostname, uptime } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { describeHolder, liveHolder, tryLock } from "../../src/store/lock.ts";
import { bootId, machineId, pidNamespace, processStart } from "../../src/store/process-identity.ts";
import { withLock } from "../../src/store/wait-for-lock.ts";
import { ended, killed, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const compiled = compiledSources();
const contend = new URL("./children/contend.mjs", import.meta.url);
const holdLock = new URL("./children/hold-lock.mjs", import.meta.url);

const isLinux = process.platform === "linux";
const me = {
  pid: process.pid,
  host: hostname(),
  machine: machineId(),
  namespace: pidNamespace(),
  boot: bootId(),
  start: processStart(process.pid),
  since: new Date().toISOString(),
};
const beforeBoot = new Date(Date.now() - uptime() * 1000 - 2_000).toISOString();
const afterBoot = new Date(Date.now() - uptime() * 1000 + 2_000).toISOString();

/** A lock directory whose current lock file has this text. */
function lockWith(content: string): string {
  const directory = temporaryDirectory();
  writeFileSync(join(directory, "lock.7"), content);
  return directory;
}

const attempt = (directory: string) => tryLock(directory, process.pid).kind;

describe("one process", () => {
  test("takes, is refused while it has it, gives up, takes again; numbers only grow", () => {
    const directory = join(temporaryDirectory(), "not", "there", "yet");
    for (let round = 1; round <= 3; round++) {
      const first = tryLock(directory, process.pid);
      expect(tryLock(directory, process.pid)).toMatchObject({
        kind: "held",
        holder: { pid: process.pid, host: hostname() },
        path: join(directory, `lock.${round}`),
      });
      expect(liveHolder(directory)?.pid).toBe(process.pid);
      if (first.kind === "acquired") first.lock.release();
      expect(liveHolder(directory)).toBeUndefined();
      expect(readdirSync(directory)).toEqual([`lock.${round}`]);
    }
  });

  test("giving up twice does not give up what somebody else took in between", () => {
    const directory = temporaryDirectory();
    const first = tryLock(directory, process.pid);
    if (first.kind !== "acquired") throw new Error("not acquired");
    first.lock.release();
    const second = tryLock(directory, process.pid);
    first.lock.release();
    expect([second.kind, attempt(directory)]).toEqual(["acquired", "held"]);
  });

  test("giving up never leaves it unreadable, not even for a moment", () => {
    const directory = temporaryDirectory();
    const taken = tryLock(directory, process.pid);
    const before = readFileSync(join(directory, "lock.1"), "utf8");
    if (taken.kind === "acquired") taken.lock.release();
    const mark = "released\n";
    expect(readFileSync(join(directory, "lock.1"), "utf8")).toBe(mark + before.slice(mark.length));
  });

  test("gives it up when what it did fails", async () => {
    const directory = temporaryDirectory();
    await expect(withLock(directory, process.pid, () => Promise.reject(new Error("inside")))).rejects.toThrow(
      "inside",
    );
    expect(attempt(directory)).toBe("acquired");
  });
});

describe("two processes", () => {
  test("are never both inside, in 400 turns", async () => {
    const directory = temporaryDirectory();
    const words = [compiled("store/lock"), join(directory, "lock"), join(directory, "witness"), "200"];
    const ends = await Promise.all([contend, contend].map((script) => ended(startNode(script, words))));
    expect(ends).toEqual([
      { code: 0, stdout: "200\n", stderr: "" },
      { code: 0, stdout: "200\n", stderr: "" },
    ]);
    expect(readdirSync(join(directory, "lock"))).toEqual(["lock.400"]);
  });

  test("the lock of a live one is held, of a killed one free", async () => {
    const directory = temporaryDirectory();
    const child = startNode(holdLock, [compiled("store/lock"), directory]);
    const [said] = await once(child.stdout, "data");
    expect(String(said)).toBe("acquired\n");
    expect(tryLock(directory, process.pid)).toMatchObject({ kind: "held", holder: { pid: child.pid } });
    expect(liveHolder(directory)?.pid).toBe(child.pid);
    await killed(child);
    expect(liveHolder(directory)).toBeUndefined();
    expect(attempt(directory)).toBe("acquired");
    expect(readdirSync(directory)).toEqual(["lock.2"]);
  });
});

describe("a lock that was left behind", () => {
  test("by a process that lives: held", () => {
    expect(attempt(lockWith(JSON.stringify(me)))).toBe("held");
  });

  test.runIf(isLinux)("by a process whose pid another one has now: free", () => {
    const directory = lockWith(JSON.stringify({ ...me, start: "1" }));
    expect(liveHolder(directory)).toBeUndefined();
    expect(attempt(directory)).toBe("acquired");
  });

  test.runIf(isLinux)("before the machine was started anew: free", () => {
    const content = JSON.stringify({ ...me, boot: "another", since: beforeBoot });
    expect(attempt(lockWith(content))).toBe("acquired");
  });

  test.runIf(isLinux)("before the machine was started anew, in a container: free", () => {
    const content = JSON.stringify({ ...me, boot: "another", namespace: "pid:[1]", since: beforeBoot });
    expect(attempt(lockWith(content))).toBe("acquired");
  });

  test.runIf(isLinux)("by a machine of the same name, which another boot since ours proves: held", () => {
    const content = JSON.stringify({ ...me, boot: "another", since: afterBoot });
    expect(attempt(lockWith(content))).toBe("held");
    expect(liveHolder(lockWith(content))).toMatchObject({ boot: "another" });
  });

  test("by a machine of the same name and another id: held, however old", () => {
    const content = JSON.stringify({ ...me, machine: "another", boot: "another", since: beforeBoot });
    expect(attempt(lockWith(content))).toBe("held");
  });

  test.runIf(isLinux)("in another container, where the same pids are other processes: held", () => {
    const directory = lockWith(JSON.stringify({ ...me, pid: 2 ** 22 + 1, namespace: "pid:[1]" }));
    expect(attempt(directory)).toBe("held");
  });

  test("by another machine: held, and named with what to do", async () => {
    const since = "2026-01-02T03:04:05.678Z";
    const holder = { ...me, pid: 4711, host: "station-2", boot: "another", since };
    const directory = lockWith(JSON.stringify(holder));
    expect(liveHolder(directory)).toEqual(holder);
    expect(await failureOf(() => withLock(directory, process.pid, async () => {}, -1))).toEqual({
      kind: "store",
      message: `The lock ${join(directory, "lock.7")} is held by process 4711 on station-2 since 2026-01-02T03:04:05.678Z.`,
      hint: "Wait for that process. If it is gone (another machine on a shared drive), delete the file and try again.",
    });
  });

  test.each(["", "{", "rel", "null", "{}"])(
    "unreadable (%j): held while young, free after 10 s",
    (content) => {
      const directory = lockWith(content);
      const at = (ageMs: number) => new Date(Date.now() - ageMs);
      expect(tryLock(directory, process.pid)).toMatchObject({ kind: "held", holder: undefined });
      utimesSync(join(directory, "lock.7"), at(8_000), at(8_000));
      expect(attempt(directory)).toBe("held");
      utimesSync(join(directory, "lock.7"), at(11_000), at(11_000));
      expect(attempt(directory)).toBe("acquired");
      expect(readdirSync(directory)).toEqual(["lock.8"]);
    },
  );

  test("unreadable: said as such", () => {
    expect(describeHolder(undefined)).toBe("another process (its lock file is unreadable)");
  });
});

test.each(["looked at", "taken"])("a lock that cannot be %s is a failure of the store", async (how) => {
  const file = join(temporaryDirectory(), "file");
  writeFileSync(file, "");
  const look = () => (how === "taken" ? tryLock(file, process.pid) : liveHolder(join(file, "lock")));
  expect(await failureOf(look)).toMatchObject({ kind: "store" });
});

test("a lock moves with its directory", () => {
  const directory = temporaryDirectory();
  const taken = tryLock(directory, process.pid);
  if (taken.kind !== "acquired") throw new Error("not acquired");
  const moved = lockWith(readFileSync(join(directory, "lock.1"), "utf8"));
  taken.lock.movedTo(moved).release();
  expect(readdirSync(moved)).toEqual(["lock.7"]);
  expect(attempt(directory)).toBe("held");
});
