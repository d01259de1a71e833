import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import { ageLedgers } from "../support/age-ledgers.ts";
import { compiledProgram, startGroup } from "../support/run-cli.ts";
import { testKeys } from "../support/tls-keys.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();
const examples = Object.entries(commands).flatMap(([name, { examples }]) =>
  examples.map((example) => ({ name, example })),
);

const sampleCallback = new URL("../../fixtures/uws/upload-devices-callback.xml", import.meta.url);
const listening = "listening for callbacks on";
const asked = "accepted under RequestId";
const listenerVariables = {
  VZUPLOAD_PORT: "0",
  VZUPLOAD_CALLBACK_USERNAME: "USERNAME",
  VZUPLOAD_CALLBACK_PASSWORD: "PASSWORD",
};

// The examples are written for a POSIX shell.
describe.skipIf(process.platform === "win32")("the examples of --help", () => {
  test.each(examples)("$example", async ({ name, example }) => {
    const { cwd, env, called } = await openUploadWorld(3, { faults: faultsFor(example) });
    layOutFiles(cwd);
    if (needsJob(name, example)) {
      const push = program.start([...pushWords, "--batch-size", "1"], { cwd, env });
      if (example === "vzupload resume") void called(2).then(() => push.child.kill("SIGINT"));
      await push.ended;
      if (example.includes(namedJob)) nameJob(cwd);
      if (name === "activate") await sayUploaded({ cwd, env });
    }
    const running = startGroup(["sh", "-c", anyPort(example)], {
      cwd,
      env: { ...env, ...listenerVariables, PATH: [binDirectory(cwd), process.env["PATH"]].join(delimiter) },
    });
    const ready = readyWhen(name, example);
    if (ready !== undefined) {
      await running.waitFor(ready);
      running.child.kill("SIGINT");
    }
    const { stdout, stderr, exitCode } = await running.ended;
    // No callback comes to a watch that listens here: it was interrupted, and says so.
    expect(exitCode, stderr).toBe(
      ready === listening || ready === asked ? 130 : isOfOpenJob(example) ? 9 : 0,
    );
    expect(stdout !== "").toBe(hasResult(name, example));
  });
});

test("help lists what is run here", async () => {
  for (const [name, { examples }] of Object.entries(commands)) {
    const { stdout } = await program.start([...name.split(" "), "--help"], { cwd: process.cwd() }).ended;
    for (const example of examples) expect(stdout).toContain(`  $ ${example}\n`);
  }
});

/** What an example that goes on until it is interrupted says when it is ready; undefined: it ends by itself. */
function readyWhen(name: string, example: string): string | undefined {
  if (name === "sandbox") return "Ctrl-C ends it";
  if (name === "activate" && example.includes("--watch")) return asked;
  const isWatch =
    (name === "watch" && !example.includes("--replay")) || example.startsWith("vzupload resume ");
  return isWatch ? listening : undefined;
}

function hasResult(name: string, example: string): boolean {
  if (name === "check") return example.includes("--json");
  if (["resolve", "login", "logout"].includes(name)) return false;
  if (name.startsWith("callback ")) return true;
  return readyWhen(name, example) !== listening || name === "resume";
}

const namedJob = "20261123-224210-k7qd";

function needsJob(name: string, example: string): boolean {
  return readyWhen(name, example) === listening || ["resume", "resolve", "status", "activate"].includes(name);
}

/** Of a job that is named the last batch is in doubt; one that is resumed was interrupted before it. */
function faultsFor(example: string) {
  if (example.startsWith("vzupload activate")) return [];
  if (example === "vzupload resume") return [parseFault("slow@2:1000")];
  return example.includes(namedJob) ? [parseFault("accept-then-reset@3")] : [];
}

/** Gives the only job the id that the examples have. */
function nameJob(cwd: string): void {
  const jobs = join(cwd, ".local", "state", "vzupload", "jobs");
  const [id = ""] = readdirSync(jobs);
  renameSync(join(jobs, id), join(jobs, namedJob));
  const record = join(jobs, namedJob, "job.json");
  writeFileSync(record, readFileSync(record, "utf8").replace(id, namedJob));
}

/** All that was pushed is uploaded, by the operator's word, and long ago. */
async function sayUploaded(world: { readonly cwd: string; readonly env: Readonly<Record<string, string>> }) {
  const [, ...rows] = readFileSync(join(world.cwd, "devices.csv"), "utf8").trimEnd().split("\n");
  writeFileSync(
    join(world.cwd, "all.csv"),
    ["IMEI,ICCID,Status", ...rows.map((row) => `${row},uploaded`), ""].join("\n"),
  );
  const state = join(world.cwd, ".local", "state", "vzupload");
  const [job = ""] = readdirSync(join(state, "jobs"));
  await program.start(["resolve", job, "--lines", "all.csv"], world).ended;
  ageLedgers(state, 600_000);
}

/** Nothing has been told of its lines yet. */
function isOfOpenJob(example: string): boolean {
  return example.startsWith("vzupload status newest");
}

/** The files that the examples name. */
function layOutFiles(cwd: string): void {
  writeFileSync(join(cwd, "devices.csv.gz"), gzipSync(readFileSync(join(cwd, "devices.csv"))));
  const { cert, key } = testKeys("server");
  writeFileSync(join(cwd, "chain.pem"), cert);
  writeFileSync(join(cwd, "key.pem"), key);
  writeFileSync(join(cwd, "password.txt"), "sandbox\n");
  const [, first = ""] = readFileSync(join(cwd, "devices.csv"), "utf8").split("\n");
  writeFileSync(join(cwd, "report.csv"), `IMEI,Status\n${first.split(",")[0]},uploaded\n`);
  mkdirSync(join(cwd, "saved-callbacks"));
  copyFileSync(sampleCallback, join(cwd, "saved-callbacks", "1.xml"));
}

/** A fixed port may be taken on this machine. */
function anyPort(example: string): string {
  return `exec ${example}`.replace("exec zcat", "zcat").replace("--port 8080", "--port 0");
}

/** A directory with a `vzupload` in it. */
function binDirectory(cwd: string): string {
  const directory = join(cwd, "bin");
  mkdirSync(directory);
  const script = join(directory, "vzupload");
  writeFileSync(script, `#!/bin/sh\nexec "${process.execPath}" "${program.bin()}" "$@"\n`);
  chmodSync(script, 0o755);
  return directory;
}
