import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expectUploaded, product } from "./watch-product.mjs";

/**
 * Who reads the same saved callbacks: name -> what `runOnce` takes. `input` is what prepareCallbacks made, with as many files as
 * are to be read.
 */
export const readers = {
  "bare saxes": (input) => peer("peer-saxes-count.mjs", input),
  "xmlbuilder2 DOM": (input) => peer("peer-callback-dom.mjs", input),
  "vzupload, no ledger": (input) => replay(input, (scratch) => join(scratch, "state")),
  vzupload: (input) => replay(input, () => input.stateDir),
};

function peer(script, { files, lines }) {
  return {
    start: () => ({
      command: [process.execPath, fileURLToPath(new URL(script, import.meta.url)), ...files],
    }),
    verify(output) {
      const counted = output
        .trim()
        .split("\n")
        .reduce((sum, count) => sum + Number(count), 0);
      if (counted !== lines) throw new Error(`${script} counted ${counted} lines, not ${lines}`);
    },
  };
}

function replay({ files, lines }, stateDirOf) {
  return {
    start: (scratch) => ({
      command: [
        ...[process.execPath, product, "watch", "--replay", ...files],
        ...["--state-dir", stateDirOf(scratch), "--quiet", "--json"],
      ],
    }),
    verify: (output) => expectUploaded(output, lines),
  };
}
