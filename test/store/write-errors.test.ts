import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { claimsName } from "../../src/store/claims-name.ts";
import { fileClaims } from "../../src/store/file-claims.ts";
import { createFileStore } from "../../src/store/file-store.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { failureOf } from "../support/failure.ts";
import { pairsTable } from "../support/tables.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { endpoint } from "./publish-batches.ts";
import { block, claim } from "./store-conformance.ts";

const compiled = compiledSources();
const hasFullDevice = existsSync("/dev/full");
const diskFull = (path: string) => ({
  kind: "store",
  message: `Cannot use ${path} in the state directory: the disk is full (ENOSPC).`,
  hint: "Free some space, or choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.",
});
const partIsFile = (path: string) => ({
  kind: "store",
  message: `Cannot use ${path} in the state directory: a part of the path is a file (ENOTDIR).`,
  hint: "Remove that file, or choose another state directory with --state-dir or VZUPLOAD_STATE_DIR.",
});

describe.runIf(hasFullDevice)("a full disk", () => {
  test("claims that cannot be written are an error", async () => {
    const directory = temporaryDirectory();
    const path = join(directory, "claims", `${claimsName({ endpoint, operation: "UploadDevices" })}.claims`);
    mkdirSync(join(directory, "claims"));
    symlinkSync("/dev/full", path);
    const claims = fileClaims(directory, { endpoint, operation: "UploadDevices" }, process.pid);
    // The head of /dev/full reads as zeros: a file whose first append was cut short.
    expect(await failureOf(() => claim(claims, pairsTable(0, 1), block("job", 1, 1), [0]))).toEqual(
      diskFull(path),
    );
  });
});

describe("a path that cannot be written", () => {
  test("a draft", async () => {
    const file = join(temporaryDirectory(), "file");
    writeFileSync(file, "");
    const store = createFileStore(file, process.pid);
    expect(await failureOf(() => store.draftJob())).toEqual(partIsFile(join(file, "jobs")));
  });

  test("a session, whose old content stays", async () => {
    const directory = temporaryDirectory();
    const { sessions } = createFileStore(directory, process.pid);
    const key = { endpoint: "e", username: "u" };
    await sessions.write(key, { token: "old" });
    const below = createFileStore(join(directory, "session.json"), process.pid).sessions;
    expect(await failureOf(() => below.write(key, { token: "new" }))).toMatchObject({ kind: "store" });
    expect(await sessions.read(key)).toEqual({ token: "old" });
  });

  test("a source or a batch of a draft whose directory is gone", async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const draft = await store.draftJob();
    await draft.discard();
    expect(await failureOf(() => draft.writeSource(0, "d.csv", Buffer.from("a")))).toMatchObject({
      kind: "store",
    });
    expect(await failureOf(() => draft.writeFile("batches/0001.csv", Buffer.from("a")))).toMatchObject({
      kind: "store",
    });
  });
});

describe.skipIf(process.platform === "win32")("the directory that a new one is made in", () => {
  const script = fileURLToPath(new URL("./children/create-directory.mjs", import.meta.url));
  const make = (path: string, how: string) => {
    const words = [
      "-c",
      'ulimit -n 64 && exec "$0" "$@"',
      process.execPath,
      script,
      compiled("store/durable"),
    ];
    return spawnSync("sh", [...words, path, how], { encoding: "utf8" });
  };

  test("may be entered and not read: its name cannot be synced, and that is no failure", () => {
    const top = temporaryDirectory();
    chmodSync(top, 0o711);
    mkdirSync(join(top, "drop"));
    chmodSync(join(top, "drop"), 0o333);
    const path = join(top, "drop", "state", "jobs");
    expect(make(path, "unprivileged")).toMatchObject({ stdout: "made: yes", stderr: "" });
    expect(existsSync(path)).toBe(true);
  });

  test("cannot be synced for any other reason: that is a failure", () => {
    const top = temporaryDirectory();
    expect(make(join(top, "state"), "no descriptors").stdout).toBe(
      `made: store: Cannot use ${top} in the state directory: EMFILE: too many open files, open '${top}' (EMFILE).`,
    );
  });
});
