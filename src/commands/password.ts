import { exec } from "node:child_process";
import { resolve } from "node:path";
import { promisify } from "node:util";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { promptHidden } from "../terminal/prompt-hidden.ts";
import type { Invocation } from "./invocation.ts";
import { readNamed } from "./platform-settings.ts";

/**
 * The password, from the first that is set: environment, --password-stdin, file, command; else asked for on a terminal.
 * Undefined: there is none. Errors: VzuploadError "usage", "credentials" or "interrupted".
 */
export async function readPassword({ values }: Invocation, context: Context): Promise<string | undefined> {
  if (values.password !== undefined) return values.password;
  if (values.passwordStdin) return firstLine("--password-stdin", await readAll(context));
  if (values.passwordFile !== undefined) {
    return firstLine(
      "--password-file",
      readNamed("--password-file", resolve(context.cwd, values.passwordFile)),
    );
  }
  if (values.passwordCommand !== undefined) return runPasswordCommand(values.passwordCommand, context);
  if (!context.stdin.isTTY || !context.stderr.isTTY) return undefined;
  return promptHidden(`Password of ${values.username ?? "the user"}: `, context);
}

async function readAll({ stdin, interrupt }: Context): Promise<string> {
  let text = "";
  stdin.setEncoding("utf8");
  for await (const chunk of stdin) {
    text += String(chunk);
    if (text.length > maxPasswordChars || interrupt.aborted) break;
  }
  return text;
}

const maxPasswordChars = 4096;

/** The first line of a text that holds a secret. Errors: VzuploadError "usage" when it is empty. */
export function firstLine(source: string, text: string): string {
  const line = text.replace(/^\uFEFF/, "").split(/\r?\n/, 1)[0] ?? "";
  if (line !== "") return line;
  throw new VzuploadError("usage", `${source}: its first line is empty.`, {
    hint: "Put the password into the first line.",
  });
}

async function runPasswordCommand(command: string, { cwd, env, interrupt }: Context): Promise<string> {
  try {
    const { stdout } = await promisify(exec)(command, { cwd, env, timeout: 60_000, signal: interrupt });
    return firstLine("The password command", stdout);
  } catch (cause) {
    if (cause instanceof VzuploadError) throw cause;
    // Its message and output may hold the secret: only how it ended is told.
    const code =
      typeof cause === "object" && cause !== null && "code" in cause ? ` (${String(cause.code)})` : "";
    throw new VzuploadError("usage", `The password command failed${code}.`, {
      hint: "Run the command of VZUPLOAD_PASSWORD_COMMAND (or passwordCommand in the user configuration) by hand.",
    });
  }
}
