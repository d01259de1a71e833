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
      // Before the close, which would settle it as an empty answer.
      reject(
        new VzuploadError("interrupted", "Interrupted while asking for the password; nothing was sent."),
      );
      stderr.write("\n");
      lines.close();
    };
    lines.once("SIGINT", stop);
    interrupt.addEventListener("abort", stop, { once: true });
    lines.once("line", (line) => {
      interrupt.removeEventListener("abort", stop);
      stderr.write("\n");
      // Before the close, too.
      resolve(line === "" ? undefined : line);
      lines.close();
    });
    // End of input (Ctrl-D) without an answer; after an answer this changes nothing.
    lines.once("close", () => resolve(undefined));
  });
}
