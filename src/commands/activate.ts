import type { Context } from "../context.ts";
import { activateOptions } from "./activate-options.ts";
import { activatedFileOptions } from "./input-files.ts";
import type { Invocation } from "./invocation.ts";
import { runPush } from "./push-run.ts";
import { refuseWatchFlags } from "./push-watch.ts";

/** `vzupload activate`: the exit code says what became of every line. */
export async function activate(invocation: Invocation, context: Context): Promise<number> {
  if (!invocation.values.watch) refuseWatchFlags(invocation);
  const options = await activateOptions(invocation, context);
  const asked = activatedFileOptions(invocation, context, options);
  return runPush({ options, asked }, invocation, context);
}
