import { PassThrough } from "node:stream";
import { createProgram, type ParsedCommand } from "../../src/cli/program.ts";
import type { Invocation } from "../../src/commands/invocation.ts";
import { resolveSettings } from "../../src/config/resolve-settings.ts";
import type { Context } from "../../src/context.ts";

/** A world without files, terminal and time; `env` is all that it has. */
export function contextOf(env: Context["env"] = {}): Context {
  const nowhere = { write: () => true };
  return {
    stdin: new PassThrough(),
    stdout: nowhere,
    stderr: nowhere,
    env: { HOME: "/home/me", ...env },
    cwd: "/factory",
    platform: "linux",
    pid: 1,
    sleep: () => Promise.resolve(),
    interrupt: new AbortController().signal,
  };
}

/** A command line as its command gets it. */
export async function invocationOf(words: readonly string[], context: Context): Promise<Invocation> {
  let invocation: Invocation | undefined;
  const program = createProgram({
    version: "0.0.0",
    writeOut: () => undefined,
    writeErr: () => undefined,
    onCommand: async ({ definition, operands, flags }: ParsedCommand) => {
      invocation = { operands, flags, values: resolveSettings(definition.settings, flags, context), words };
    },
  });
  await program.parseAsync(words, { from: "user" });
  if (invocation === undefined) throw new Error("no command ran");
  return invocation;
}
