import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * Who pushes the same devices: name -> what to run. `input` is what prepareInput made, `scratch` an empty folder for
 * this run alone.
 */
export const contenders = {
  floor: (input, baseUrl) => node("peer-floor.mjs", baseUrl, input.bodies),
  "awk + curl": (input, baseUrl, scratch) => ({
    command: ["sh", here("peer-awk-curl.sh"), baseUrl, input.csv, scratch],
    env: session,
  }),
  "csv-parse + xmlbuilder2": (input, baseUrl) => node("peer-dom.mjs", baseUrl, input.csv),
  "node-soap": (input, baseUrl) => node("peer-node-soap.mjs", baseUrl, input.csv),
  vzupload: (input, baseUrl, scratch) => push(input, baseUrl, scratch, session),
  "vzupload, logging in": (input, baseUrl, scratch) => push(input, baseUrl, scratch, credentials),
};

/** These take a minute for a million devices. */
export const slowContenders = ["csv-parse + xmlbuilder2", "node-soap"];

/** Commands that push nothing, for what starting costs. */
export const commands = {
  'node -e ""': () => ({ command: [process.execPath, "-e", ""] }),
  "vzupload --version": () => ({ command: [process.execPath, product, "--version"] }),
  "vzupload --help": () => ({ command: [process.execPath, product, "--help"] }),
};

const session = { VZUPLOAD_TOKEN: "f4e2e0ed-fac9-479b-b1d4-ab7a1484f432" };
const credentials = { VZUPLOAD_USERNAME: "bench", VZUPLOAD_PASSWORD: "bench" };

function node(script, ...words) {
  return { command: [process.execPath, here(script), ...words], env: session };
}

function push(input, baseUrl, scratch, env) {
  const request = [
    "--sku",
    "VZW120000440008",
    "--email",
    "me@mycompany.com",
    "--account",
    "1223334444-00001",
  ];
  const place = ["--endpoint", baseUrl, "--state-dir", join(scratch, "state"), "--quiet"];
  return { command: [process.execPath, product, "push", input.csv, ...request, ...place], env };
}

const product = here("../../bin/vzupload.js");

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
