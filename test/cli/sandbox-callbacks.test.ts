import { expect, test } from "vitest";
import { startReceiver } from "../sandbox/callbacks/receiver.ts";
import { pairsUpload } from "../sandbox/callbacks/uploads.ts";
import { postLogIn, postUpload, sampleToken, tokenOf } from "../sandbox/requests.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const program = compiledProgram();

test("vzupload sandbox calls back, with credentials that it does not print, and prints a line for each callback", async () => {
  const receiver = await startReceiver((index) => (index === 0 ? 503 : 200));
  const words = [
    "--callback-url",
    receiver.url,
    "--callback-username",
    "me",
    "--callbacks",
    "split:1,at-once:1,redeliver:0",
  ];
  const sandbox = program.start(["sandbox", ...words], {
    cwd: temporaryDirectory(),
    env: { VZUPLOAD_CALLBACK_PASSWORD: "hush-hush" },
  });
  await sandbox.waitFor("Ctrl-C ends it");
  const endpoint = sandbox.stdout().trim();
  const token = tokenOf(await postLogIn(endpoint, "sandbox"));
  await postUpload(endpoint, pairsUpload(2).replace(sampleToken, token));
  await sandbox.waitFor("no lines, attempt 1");
  sandbox.child.kill("SIGINT");
  const { stdout, stderr, exitCode } = await sandbox.ended;
  expect(exitCode).toBe(0);
  expect(receiver.callbacks().map(({ username, password }) => `${username}:${password}`)).toEqual(
    Array(4).fill("me:hush-hush"),
  );
  expect(stdout + stderr).not.toContain("hush");
  const told = stderr.split("\n").filter((line) => line.includes(" callback "));
  expect(told.map((line) => line.replace(/^.* callback |RequestId [\w-]+, | to http\S+(?=:)/g, ""))).toEqual([
    "DeviceService refused: lines 1 to 1, attempt 1: 503",
    "DeviceService accepted: lines 2 to 2, attempt 1: 200",
    "DeviceService accepted: lines 1 to 1, attempt 2: 200",
    "DeviceService accepted: no lines, attempt 1: 200",
  ]);
});
