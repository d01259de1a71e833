import { closeSync, openSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { callbackCredentials } from "./callback-message.mjs";
import { startGroup } from "./child-group.mjs";
import { processUsage } from "./process-usage.mjs";

export const product = fileURLToPath(new URL("../../bin/vzupload.js", import.meta.url));

/** Throws unless a watch's report says that it is complete, each of the lines is uploaded, and nothing is beside them. */
export function expectUploaded(output, lines) {
  const report = JSON.parse(output);
  const { exitCode, complete, rows, otherCallbacks } = report;
  const surplus = report.requests.reduce((sum, request) => sum + request.surplus, 0);
  const said = [exitCode, complete, rows, report.lines.uploaded, surplus, otherCallbacks];
  if (said.join() !== [0, true, lines, lines, 0, 0].join())
    throw new Error(`watch reports ${said.join()} for ${lines} lines:\n${output.slice(0, 2_000)}`);
  return report;
}

/**
 * Starts `vzupload watch` for requests of a state directory, on a free port, with credentials. Returns, as soon as it listens, {url, pid,
 * finish}: `finish` waits for its end by itself, and gives {output, cpuMs, rssMiB}: CPU time and peak RSS until just before
 * the end; NaN beside Linux.
 */
export async function startWatch({ stateDir, requestIds }, scratch) {
  const outputFile = join(scratch, "report.json");
  const output = openSync(outputFile, "w");
  const place = ["--state-dir", stateDir, "--port", "0", "--wait", "10m", "--json"];
  const command = [process.execPath, product, "watch", ...requestIds, ...place];
  const { username, password } = callbackCredentials;
  const env = { VZUPLOAD_CALLBACK_USERNAME: username, VZUPLOAD_CALLBACK_PASSWORD: password };
  const { child, ended } = startGroup({ command, env }, { cwd: scratch, stdio: ["ignore", output, "pipe"] });
  let usage = processUsage(child.pid) ?? { cpuMs: Number.NaN, rssMiB: Number.NaN };
  const looking = setInterval(() => {
    usage = processUsage(child.pid) ?? usage;
  }, 50);
  const end = ended.finally(() => {
    clearInterval(looking);
    closeSync(output);
  });
  const url = await Promise.race([listeningUrl(child), end]);
  return {
    url,
    pid: child.pid,
    async finish() {
      await end;
      return { output: readFileSync(outputFile, "utf8"), ...usage };
    },
  };
}

function listeningUrl(child) {
  return new Promise((resolve) => {
    let text = "";
    child.stderr.on("data", (chunk) => {
      text += chunk;
      const url = /listening for callbacks on (\S+)/.exec(text)?.[1];
      if (url !== undefined) resolve(url);
    });
  });
}
