import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { maxProblemDetails } from "../../src/devices/problems.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const program = compiledProgram();
const request = ["--sku", "VZW120000440008", "--email", "me@mycompany.com", "--skip-invalid", "--quiet"];
const header = "Box,IMEI,ICCID\r\n";
const goodRow = "A,356938035643809,89148000000000000019\r\n";

function environment({ endpoint }: Sandbox, cwd: string) {
  return {
    VZUPLOAD_ENDPOINT: endpoint,
    VZUPLOAD_STATE_DIR: join(cwd, "state"),
    VZUPLOAD_USERNAME: "sandbox",
    VZUPLOAD_PASSWORD: "sandbox",
  };
}

/** More rows than problems are kept in detail, each with a warning beside, in the middle of them a good one. */
function manyBadRows(): string {
  const rows = Array.from({ length: maxProblemDetails + 2_000 }, (_, at) => `"B ${at}",${at},8\r\n`);
  return header + rows.slice(0, 7).join("") + goodRow + rows.slice(7).join("");
}

test("of 102,000 refused rows all are written, and all their problems, and the job has them all", async () => {
  const cwd = temporaryDirectory();
  const text = manyBadRows();
  writeFileSync(join(cwd, "devices.csv"), text);
  const sandbox = await startSandbox({});
  onTestFinished(() => sandbox.close());
  const env = environment(sandbox, cwd);
  const words = ["push", "devices.csv", ...request, "--problems", "problems.csv", "--max-problems", "1"];
  const { exitCode } = await program.start(words, { cwd, env }).ended;
  expect(exitCode).toBe(8);
  expect(readFileSync(join(cwd, "devices.rejected.csv"), "utf8")).toBe(text.replace(goodRow, ""));
  const problems = readFileSync(join(cwd, "problems.csv"), "utf8").split("\r\n");
  expect(problems.length - 2).toBe(2 * (maxProblemDetails + 2_000));
  const status = ["status", "newest", "--results", "results.csv", "--failed", "failed.csv", "--quiet"];
  await program.start(status, { cwd, env }).ended;
  expect(readFileSync(join(cwd, "failed.csv"), "utf8")).toBe(text.replace(goodRow, ""));
  expect(readFileSync(join(cwd, "results.csv"), "utf8").match(/,rejected,/g)).toHaveLength(
    maxProblemDetails + 2_000,
  );
}, 120_000);

test.skipIf(process.platform === "win32")(
  "the rows that are left out are whole on disk before anything is sent: a kill loses none of them",
  async () => {
    const cwd = temporaryDirectory();
    writeFileSync(join(cwd, "devices.csv"), `${header}${goodRow}B,1,2\r\n`);
    const sandbox = await startSandbox({ faults: [parseFault("no-answer@1")] });
    onTestFinished(() => sandbox.close());
    const env = environment(sandbox, cwd);
    // Killed before or after the request is out: in doubt in the end.
    const words = ["push", "devices.csv", ...request.slice(0, -1), "--verbose", "--http-timeout", "2s"];
    const running = program.start(words, { cwd, env });
    await running.waitFor("sending batch 1");
    running.child.kill("SIGKILL");
    await running.ended;
    expect(readFileSync(join(cwd, "devices.rejected.csv"), "utf8")).toBe(`${header}B,1,2\r\n`);
    const again = await program.start(words, { cwd, env }).ended;
    expect(again.exitCode).toBe(7);
    expect(readdirSync(cwd).sort()).toEqual(["devices.csv", "devices.rejected.csv", "state"]);
  },
  60_000,
);

test("what a check keeps of standard input is gone when it ends, also by an error", async () => {
  const cwd = temporaryDirectory();
  const kept = temporaryDirectory();
  const env = { TMPDIR: kept, TEMP: kept, TMP: kept, VZUPLOAD_STATE_DIR: join(cwd, "state") };
  const check = (stdin: string) =>
    program.start(["check", "-", "--rejected", "r.csv", "--quiet"], { cwd, env, stdin }).ended;
  expect((await check(`${header}${goodRow}B,1,2\r\n`)).exitCode).toBe(3);
  expect(readFileSync(join(cwd, "r.csv"), "utf8")).toBe(`${header}B,1,2\r\n`);
  expect((await check(`${header}"B,1,2\r\n`)).exitCode).toBe(3);
  expect(readdirSync(kept)).toEqual([]);
});

test.skipIf(process.platform !== "linux")(
  "standard input that cannot be kept is told with what to do, before anything is written",
  async () => {
    const cwd = temporaryDirectory();
    const env = { TMPDIR: join(cwd, "nowhere"), VZUPLOAD_STATE_DIR: join(cwd, "state") };
    const words = ["check", "-", "--rejected", "r.csv"];
    const { exitCode, stderr } = await program.start(words, { cwd, env, stdin: header + goodRow }).ended;
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--rejected: cannot keep standard input in");
    expect(stderr).toContain("Set TMPDIR to a directory with room for it");
    expect(readdirSync(cwd)).toEqual([]);
  },
);
