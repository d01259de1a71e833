import { CommanderError } from "commander";
import type { Invocation } from "../commands/invocation.ts";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { exitCodes, outcomeOfError } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { visibleLines } from "../visible-text.ts";
import { createProgram, type ParsedCommand } from "./program.ts";

/**
 * Runs a command line (the words behind the program's name) in a context; never throws. The number is the exit code.
 */
export async function main(words: readonly string[], version: string, context: Context): Promise<number> {
  let exitCode: number = exitCodes.success.code;
  const program = createProgram({
    version,
    writeOut: (text) => void context.stdout.write(text),
    writeErr: (text) => void context.stderr.write(text),
    onCommand: async (parsed) => {
      exitCode = await runCommand(parsed, words, context);
    },
  });
  try {
    await program.parseAsync(words, { from: "user" });
    return exitCode;
  } catch (error) {
    return reportError(error, words, context);
  }
}

async function runCommand(
  parsed: ParsedCommand,
  words: readonly string[],
  context: Context,
): Promise<number> {
  const { definition, operands, flags } = parsed;
  const { resolveSettings, resolveSoundSettings } = await import("../config/resolve-settings.ts");
  const resolve = definition.toleratesConfiguration ? resolveSoundSettings : resolveSettings;
  const values = resolve(definition.settings, flags, context);
  const run = await definition.load();
  const invocation = { operands, flags, values, words };
  try {
    return await run(invocation, context);
  } finally {
    await tellLeftOvers(definition, invocation, context);
    await reportLostOutput(context);
  }
}

/** The commands about callbacks tell it themselves. */
async function tellLeftOvers(
  { settings }: ParsedCommand["definition"],
  invocation: Invocation,
  context: Context,
): Promise<void> {
  if (!settings.includes("stateDir") || invocation.words[0] === "callback") return;
  const { warnOfLeftOvers } = await import("../commands/left-over-warning.ts");
  // What ended the command is told before what cannot be told of this.
  await warnOfLeftOvers(invocation, context).catch(() => undefined);
}

/** A stream tells of its closed pipe only after the write that met it. */
async function reportLostOutput({ stdout, stderr }: Context): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
  if (stdout.destroyed) {
    stderr.write(
      "stdout was closed before all results were written; what was sent is in the state directory\n",
    );
  }
}

/** Errors before a command has begun its own report. With --json the script that reads stdout gets its document all the same. */
function reportError(error: unknown, words: readonly string[], context: Context): number {
  // commander has printed its own message; --help and --version end this way, too.
  if (error instanceof CommanderError && error.exitCode === 0) return exitCodes.success.code;
  const { outcome, message, hint } = describeError(error, context);
  if (!(error instanceof CommanderError)) {
    const text = `error: ${message}${hint === undefined ? "" : `\n  ${hint}`}`;
    context.stderr.write(`${visibleLines(text)}\n`);
  }
  const exitCode = exitCodes[outcome].code;
  if (words.includes("--json")) {
    const document = { schema: "vzupload.error/1", outcome, exitCode, errors: [{ message, hint }] };
    context.stdout.write(jsonDocument(document));
  }
  return exitCode;
}

function describeError(error: unknown, context: Context) {
  if (error instanceof CommanderError)
    return { outcome: "usage", message: error.message, hint: undefined } as const;
  if (error instanceof VzuploadError) {
    const outcome = outcomeOfError(error.kind, context.interrupt.reason);
    return { outcome, message: error.message, hint: error.hint } as const;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  return { outcome: "bug", message: `unexpected: ${stack}`, hint: "Please report this." } as const;
}
