import { CommanderError } from "commander";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { exitCodes, outcomeOfError } from "../reports/exit-codes.ts";
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
    return reportError(error, context);
  }
}

async function runCommand(
  parsed: ParsedCommand,
  words: readonly string[],
  context: Context,
): Promise<number> {
  const { definition, operands, flags } = parsed;
  const { resolveSettings } = await import("../config/resolve-settings.ts");
  const values = resolveSettings(definition.settings, flags, context);
  const run = await definition.load();
  return run({ operands, flags, values, words }, context);
}

function reportError(error: unknown, context: Context): number {
  // commander has printed its own message; --help and --version end this way, too.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : exitCodes.usage.code;
  if (error instanceof VzuploadError) {
    context.stderr.write(`error: ${error.message}\n${error.hint === undefined ? "" : `  ${error.hint}\n`}`);
    return exitCodes[outcomeOfError(error.kind, context.interrupt.reason)].code;
  }
  const stack = error instanceof Error ? error.stack : String(error);
  context.stderr.write(`vzupload has failed unexpectedly; please report this:\n${stack}\n`);
  return exitCodes.bug.code;
}
