import type { Context } from "../context.ts";
import { pushFileOptions } from "./input-files.ts";
import type { Invocation } from "./invocation.ts";
import { pushOptions } from "./push-options.ts";
import { runPush } from "./push-run.ts";
import { refuseWatchFlags } from "./push-watch.ts";
import { openRehearsal } from "./rehearsal.ts";

/** `vzupload push`: the exit code says what became of every line. */
export async function push(invocation: Invocation, context: Context): Promise<number> {
  if (invocation.values.dryRun) return (await import("./check.ts")).check(invocation, context);
  // Before anything is started: what is wrong with the command line is said at once.
  const options = pushOptions(invocation, context);
  if (!invocation.values.watch) refuseWatchFlags(invocation);
  const asked = pushFileOptions(invocation, context);
  if (!invocation.values.sandbox) return runPush({ options, asked }, invocation, context);
  const rehearsal = openRehearsal(invocation);
  try {
    return await runPush({ options, asked }, rehearsal.invocation, context, {
      ...rehearsal,
      optionsOf: (ready) => pushOptions(ready, context),
    });
  } finally {
    await rehearsal.close();
  }
}
