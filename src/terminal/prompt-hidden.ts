import { createInterface } from "node:readline";
import { Writable } from "node:stream";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";

/** Asks on the terminal for a line that is not shown. Ctrl-C is an "interrupted" error, an empty answer undefined. */
export function promptHidden(
  question: string,
  { stdin, stderr, interrupt }: Context,
): Promise<string | undefined> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output: silent, terminal: true });
  stderr.write(question);
  return new Promise((resolve, reject) => {
    const stop = () => {
      lines.close();
      reject(
        new VzuploadError("interrupted", "Interrupted while asking for the password; nothing was sent."),
      );
    };
    lines.once("SIGINT", stop);
    interrupt.addEventListener("abort", stop, { once: true });
    lines.once("line", (line) => {
      interrupt.removeEventListener("abort", stop);
      lines.close();
      stderr.write("\n");
      resolve(line === "" ? undefined : line);
    });
    // End of input (Ctrl-D) without an answer; after an answer this changes nothing.
    lines.once("close", () => resolve(undefined));
  });
}
