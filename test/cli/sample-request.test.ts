import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { canonical } from "../support/canonical.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { splitWords } from "../support/transcript.ts";

const program = compiledProgram();
const fixtures = new URL("../../fixtures/", import.meta.url);
const devices = new URL("devices.csv", fixtures);
const sample = readFileSync(new URL("uws/upload-devices-request.xml", fixtures), "utf8");

const fullCommand = splitWords(
  "push devices.csv --sku VZW120000440008 --email me@mycompany.com --account 1223334444-00001 --activate --service-plan SBG4G --zip 12345 --ip-pool NPFARMTHREE",
);

test("what the platform receives, and what --save-envelopes keeps, is its own sample request", async () => {
  const { cwd, env } = await world();
  copyFileSync(devices, join(cwd, "devices.csv"));
  const run = await program.start([...fullCommand, "--save-envelopes", "kept"], { cwd, env }).ended;
  expect(run.exitCode, run.stderr).toBe(0);
  expect(canonical(onlyFile(join(cwd, "received")))).toBe(canonical(sample));
  const kept = onlyFile(join(cwd, "kept"));
  expect(canonical(kept)).toBe(canonical(sample));
  expect(kept).toContain(">********</token>");
});

test("vzupload sandbox: prints its endpoint, serves a push, records it, ends with Ctrl-C and exit 0", async () => {
  const cwd = temporaryDirectory();
  const words = ["sandbox", "--json", "--seed", "7", "--record", "received", "--fault", "expire-session@1"];
  const sandbox = program.start(words, { cwd });
  await sandbox.waitFor("Ctrl-C ends it");
  const { endpoint } = JSON.parse(sandbox.stdout());
  const env = { ...credentials, VZUPLOAD_ENDPOINT: endpoint };
  expect(
    await program.start(["push", devicesPath, ...fullCommand.slice(2)], { cwd, env }).ended,
  ).toMatchObject({
    exitCode: 0,
  });
  const status = await (await fetch(`${endpoint}/`)).json();
  expect(status).toMatchObject({
    uploads: { accepted: 1, refused: 1, dropped: 0 },
    devices: { accepted: 2, acceptedMoreThanOnce: 0 },
  });
  sandbox.child.kill("SIGINT");
  const { stderr, exitCode } = await sandbox.ended;
  expect(exitCode).toBe(0);
  expect(
    stderr
      .replaceAll(/^\S+Z /gm, "")
      .trim()
      .split("\n"),
  ).toEqual([
    "user sandbox, password sandbox; Ctrl-C ends it",
    "LogIn accepted: user sandbox",
    "UploadDevices refused: REQUEST_FAILED.SessionToken.Expired: The session token has expired. (switch expire-session)",
    "LogIn accepted: user sandbox",
    "UploadDevices accepted: RequestId 47041715-fefd-4811-942e-795914567eff, devices: 2",
    "GET /api/v2/ accepted: status",
  ]);
  expect(readdirSync(join(cwd, "received")).sort()).toEqual(["0001-refused.xml", "0002-accepted.xml"]);
});

const credentials = { VZUPLOAD_USERNAME: "sandbox", VZUPLOAD_PASSWORD: "sandbox" };
const devicesPath = fileURLToPath(devices);

async function world() {
  const cwd = temporaryDirectory();
  const sandbox = await startSandbox({ recordDir: join(cwd, "received") });
  onTestFinished(() => sandbox.close());
  return { cwd, env: { ...credentials, VZUPLOAD_ENDPOINT: sandbox.endpoint } };
}

function onlyFile(directory: string): string {
  const [name = "", ...more] = readdirSync(directory);
  expect(more).toEqual([]);
  return readFileSync(join(directory, name), "utf8");
}
