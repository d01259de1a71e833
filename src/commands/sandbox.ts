import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { CallbackOptions } from "../sandbox/callbacks/behaviour.ts";
import { parseCallbackUrl } from "../sandbox/callbacks/callback-url.ts";
import { parseCallbackBehaviour } from "../sandbox/callbacks/parse-behaviour.ts";
import { parseFault } from "../sandbox/faults.ts";
import type { SandboxEvent } from "../sandbox/platform.ts";
import { type SandboxOptions, startSandbox } from "../sandbox/sandbox.ts";
import { createPrinter } from "../terminal/printer.ts";
import { visibleText } from "../visible-text.ts";
import type { Invocation } from "./invocation.ts";
import { printerOptions } from "./report-output.ts";

/** `vzupload sandbox`: prints its endpoint on stdout and runs until interrupted, which is its normal end (exit 0). */
export async function sandbox(invocation: Invocation, context: Context): Promise<number> {
  const printer = await createPrinter(printerOptions(invocation), context);
  const platform = await startSandbox({
    ...sandboxOptions(invocation, context),
    onEvent: (event) => printer.line({ level: "info", text: eventText(event) }),
  });
  const { endpoint } = platform;
  printer.result(
    invocation.values.json
      ? `${JSON.stringify({ schema: "vzupload.sandbox/1", endpoint })}\n`
      : `${endpoint}\n`,
  );
  printer.line({ level: "info", text: "user sandbox, password sandbox; Ctrl-C ends it" });
  await interrupted(context.interrupt);
  printer.close();
  await platform.close();
  return 0;
}

/** Errors: VzuploadError "usage" for a switch that does not exist, or a callback URL that is none. */
export function sandboxOptions({ values }: Invocation, { cwd }: Context): SandboxOptions {
  const faults = (values.fault ?? "").split(",").filter((text) => text.trim() !== "");
  return {
    ...(values.port === undefined ? {} : { port: values.port }),
    ...(values.seed === undefined ? {} : { seed: values.seed }),
    ...(values.record === undefined ? {} : { recordDir: resolve(cwd, values.record) }),
    faults: faults.map((text) => parseFault(text.trim())),
    callbacks: callbackOptions(values),
  };
}

function callbackOptions(values: Invocation["values"]): CallbackOptions {
  const { callbackUrl: url, callbackUsername: username, callbackPassword: password } = values;
  if (url !== undefined && parseCallbackUrl(url) === undefined) {
    throw new VzuploadError("usage", "The value of --callback-url is not an http or https URL.", {
      hint: "Give the address that your listener is reached at, such as http://127.0.0.1:9001/.",
    });
  }
  return {
    ...parseCallbackBehaviour(values.callbacks ?? ""),
    ...(url === undefined ? {} : { url }),
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  };
}

function eventText({ at, operation, outcome, detail }: SandboxEvent): string {
  return `${new Date(at).toISOString()} ${operation} ${outcome}${detail === "" ? "" : `: ${visibleText(detail)}`}`;
}

function interrupted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}
