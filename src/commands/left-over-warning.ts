import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { defaultStateDirectory } from "../config/directories.ts";
import type { Context } from "../context.ts";
import type { KeptTemporary } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import type { Invocation } from "./invocation.ts";

/**
 * Tells, at the end of whatever was done in a state directory, what a killed `watch --register` has displaced there: until it is put back,
 * somebody's production hears nothing. Costs a look at a directory where nothing is left.
 */
export async function warnOfLeftOvers(invocation: Invocation, context: Context): Promise<void> {
  const { stateDir, quiet } = invocation.values;
  const state = stateDir === undefined ? defaultStateDirectory(context) : resolve(context.cwd, stateDir);
  if (quiet || !existsSync(join(state, "registrations"))) return;
  const [{ createFileStore }, { restoreCommands }] = await Promise.all([
    import("../store/file-store.ts"),
    import("./callback-run.ts"),
  ]);
  const kept = await createFileStore(state, context.pid)
    .temporaryRegistrations.list()
    // Who looks at it is told of the damage.
    .catch((): readonly KeptTemporary[] => []);
  for (const { record, holder } of kept) {
    if (holder !== undefined) continue;
    const { endpoint, account, service, url, displaced } = record;
    const before =
      displaced === undefined ? "nothing was registered before" : `it displaced ${displaced.url}`;
    const { restore } = restoreCommands({ invocation, context, endpoint });
    const text = `warning: ${service} of account ${account} is still registered to ${url}, left by a watch that was killed; ${before}`;
    context.stderr.write(`${visibleText(text)}\nnext: to put back what was there: ${restore}\n`);
  }
}
