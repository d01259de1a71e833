import { fileURLToPath } from "node:url";
import { prepareCheckInputs } from "./prepare-check-inputs.mjs";
import { formatSamples } from "./report.mjs";
import { runInTurn } from "./run-in-turn.mjs";

/** Prints what checking costs beside reading the same file with csv-parse alone; returns the targets, judged. */
export async function runCheckPart(bench) {
  const targets = [];
  for (const [name, input] of Object.entries(await prepareCheckInputs(bench.folder))) {
    const samples = await runInTurn(bench, {
      [bare]: { start: () => ({ command: [process.execPath, here("bare-csv-parse.mjs"), input.csv] }) },
      [check]: { start: (scratch) => ({ command: checking(input, scratch) }) },
    });
    console.log(formatSamples(`check: ${name}`, samples, { bases: [bare] }));
    targets.push(
      {
        text: `check: ${name}: wall / ${bare}`,
        limit: input.maxRatio ?? 3,
        value: samples.ratio(check, bare),
      },
      { text: `check: ${name}: peak RSS, MiB`, limit: 300, value: samples.median(check, "rssMiB") },
    );
  }
  return targets;
}

const bare = "csv-parse alone";
const check = "vzupload check";

/** A shell, so that the exit code that is expected is a success. */
function checking({ csv, exitCode }, scratch) {
  const words = [process.execPath, here("../../bin/vzupload.js"), "check", csv, "--state-dir", scratch];
  return ["sh", "-c", `"$@" 2>errors.txt; test $? -eq ${exitCode}`, "sh", ...words];
}

function here(path) {
  return fileURLToPath(new URL(path, import.meta.url));
}
