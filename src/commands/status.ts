import type { Context } from "../context.ts";
import { createFileStore } from "../store/file-store.ts";
import { createPrinter } from "../terminal/printer.ts";
import type { Invocation } from "./invocation.ts";
import { printerOptions } from "./report-output.ts";
import { statusOptions } from "./status-options.ts";

/** `vzupload status`: reads the ledgers and the inbox, and nothing else; writes nothing, takes no lock. */
export async function status(invocation: Invocation, context: Context): Promise<number> {
  const options = statusOptions(invocation, context);
  const store = createFileStore(options.stateDirectory, context.pid);
  const printer = await createPrinter(printerOptions(invocation), context);
  try {
    const run = { options, store, printer, invocation, context };
    if (options.job === undefined) return await (await import("./status-list.ts")).listJobs(run);
    return await (await import("./status-job.ts")).showJob(run, options.job);
  } finally {
    printer.close();
  }
}
