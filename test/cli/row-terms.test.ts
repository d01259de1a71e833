import { copyFileSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { startSandbox } from "../../src/sandbox/sandbox.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const program = compiledProgram();
const devices = new URL("../../fixtures/csv/row-terms/sku-plan-zip.csv", import.meta.url);

test("each request says what its rows say: SKU, service plan and ZIP code; what they do not say, the flags", async () => {
  const cwd = temporaryDirectory();
  const sandbox = await startSandbox({});
  onTestFinished(() => sandbox.close());
  copyFileSync(devices, join(cwd, "devices.csv"));
  const env = {
    VZUPLOAD_ENDPOINT: sandbox.endpoint,
    VZUPLOAD_USERNAME: "sandbox",
    VZUPLOAD_PASSWORD: "sandbox",
    VZUPLOAD_STATE_DIR: join(cwd, "state"),
  };
  const flags = ["--email", "me@mycompany.com", "--activate", "--ip-pool", "POOL"];
  const words = ["push", "devices.csv", ...flags, "--save-envelopes", "kept"];
  const run = await program.start(words, { cwd, env }).ended;
  expect(run.exitCode, run.stderr).toBe(0);
  const kept = join(cwd, "kept");
  const uploads = readdirSync(kept)
    .sort()
    .map((name) => readFileSync(join(kept, name), "utf8"));
  const texts = (xml: string, name: string) =>
    [...xml.matchAll(new RegExp(`<(?:\\w+:)?${name}>([^<]*)<`, "g"))].map(([, text]) => text);
  const names = ["DeviceSku", "ServicePlan", "MdnZipCode", "CarrierIpPoolName"];
  expect(
    uploads.map((xml) => [
      names.map((name) => texts(xml, name).join()).join(" "),
      ...texts(xml, "Identifier").filter((text) => text?.length === 15),
    ]),
  ).toEqual([
    ["VZW120000440008 SBG4G 02134 POOL", "358755110000012", "358755110000053"],
    ["VZW120000550009 SBG4G 02134 POOL", "358755110000020"],
    ["VZW120000440008 SBG5G 02134 POOL", "358755110000038"],
    ["VZW120000440008 SBG4G 90210 POOL", "358755110000046"],
  ]);
});
