import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { restoreCommands } from "../../src/commands/callback-run.ts";
import { connectionWords } from "../../src/commands/connection-words.ts";
import { leftAloneStep } from "../../src/commands/registration-words.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { contextOf, invocationOf } from "./invoke.ts";

const endpoint = "https://uws.example/api/v2";
const way = "--profile lab --config c.json --state-dir state --username me --password-file p.txt";
const certificates = "--ca-file ca.pem --client-cert cert.pem --client-key key.pem";

/** A command line with all that leads to a platform, in any order. */
async function connectedWorld(words: string, env = {}) {
  const cwd = temporaryDirectory();
  writeFileSync(join(cwd, "c.json"), JSON.stringify({ profiles: { lab: {} } }));
  const context = { ...contextOf(env), cwd };
  return { context, endpoint, invocation: await invocationOf(words.split(" "), context) };
}

test("a command to be pasted has all that leads this one to its platform: profile and certificates, too", async () => {
  const connected = await connectedWorld(
    `callback restore ${certificates} ${way} --displaced-username prod --retries 1`,
    { VZUPLOAD_ENDPOINT: endpoint },
  );
  expect(restoreCommands(connected)).toEqual({
    restore: `vzupload callback restore ${way} ${certificates} --displaced-username prod`,
    restoreWithoutCredentials: `vzupload callback restore ${way} ${certificates} --without-credentials`,
  });
  const displaced = "https://production.example/";
  const [step] = leftAloneStep(
    "DeviceService",
    "1-1",
    { kind: "leftAlone", url: undefined, displaced },
    connected,
  );
  expect(step).toContain(
    `vzupload callback register --url ${displaced} --service DeviceService --account 1-1 ${way} ${certificates} --replace`,
  );
});

test("a job's platform that is set nowhere is named", async () => {
  const connected = await connectedWorld("callback restore --state-dir state");
  expect(connectionWords(connected)).toEqual(["--endpoint", endpoint, "--state-dir", "state"]);
});
