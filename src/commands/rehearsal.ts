import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Invocation } from "./invocation.ts";

/** A push against a private sandbox with throwaway state: what it sends never counts as sent. */
export interface Rehearsal {
  /** The same invocation, pointed at the sandbox. */
  readonly invocation: Invocation;
  close(): Promise<void>;
}

/** The sandbox's own credentials replace the real ones: a rehearsal must not even read those. */
export async function openRehearsal(invocation: Invocation): Promise<Rehearsal> {
  const { startSandbox } = await import("../sandbox/sandbox.ts");
  const sandbox = await startSandbox();
  const stateDir = mkdtempSync(join(tmpdir(), "vzupload-sandbox-"));
  const {
    password,
    token,
    passwordFile,
    passwordStdin,
    passwordCommand,
    caFile,
    clientCert,
    clientKey,
    ...values
  } = invocation.values;
  return {
    invocation: {
      ...invocation,
      values: { ...values, endpoint: sandbox.endpoint, username: "sandbox", password: "sandbox", stateDir },
    },
    async close() {
      await sandbox.close();
      rmSync(stateDir, { recursive: true, force: true });
    },
  };
}
