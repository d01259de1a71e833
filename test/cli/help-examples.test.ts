import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { commands } from "../../src/cli/commands.ts";
import { compiledProgram, startCommand } from "../support/run-cli.ts";
import { openUploadWorld } from "../support/upload-world.ts";

const program = compiledProgram();
const examples = Object.entries(commands).flatMap(([name, { examples }]) =>
  examples.map((example) => ({ name, example })),
);

// The examples are written for a POSIX shell.
describe.skipIf(process.platform === "win32")("the examples of --help", () => {
  test.each(examples)("$example", async ({ name, example }) => {
    const { cwd, env } = await openUploadWorld(2);
    writeFileSync(join(cwd, "devices.csv.gz"), gzipSync(readFileSync(join(cwd, "devices.csv"))));
    const running = startCommand(["sh", "-c", anyPort(example)], {
      cwd,
      env: { ...env, PATH: [binDirectory(cwd), process.env["PATH"]].join(delimiter) },
    });
    if (name === "sandbox") {
      await running.waitFor("Ctrl-C ends it");
      running.child.kill("SIGINT");
    }
    const { stdout, stderr, exitCode } = await running.ended;
    expect(exitCode, stderr).toBe(0);
    expect(stdout !== "").toBe(name !== "check" || example.includes("--json"));
  });
});

test("help lists what is run here", async () => {
  for (const [name, { examples }] of Object.entries(commands)) {
    const { stdout } = await program.start([name, "--help"], { cwd: process.cwd() }).ended;
    for (const example of examples) expect(stdout).toContain(`  $ ${example}\n`);
  }
});

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
