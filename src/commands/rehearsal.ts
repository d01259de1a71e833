import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Sandbox } from "../sandbox/sandbox.ts";
import type { Invocation } from "./invocation.ts";

/** A push against a private sandbox with throwaway state: what it sends never counts as sent. */
export interface Rehearsal {
  /** The same invocation with throwaway state and the sandbox's credentials; it has no endpoint yet. */
  readonly invocation: Invocation;
  /** Starts the sandbox, which calls back to `callbackUrl`; the invocation is now pointed at it. */
  start(callbackUrl: string | undefined): Promise<Invocation>;
  close(): Promise<void>;
}

/** The sandbox's own credentials replace the real ones: a rehearsal must not even read those. */
export function openRehearsal(invocation: Invocation): Rehearsal {
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
    callbackPasswordFile,
    allow,
    publicUrl,
    tlsCert,
    tlsKey,
    ...kept
  } = invocation.values;
  const callbackUsername = "sandbox";
  const callbackPassword = randomBytes(9).toString("base64url");
  const values = {
    ...kept,
    username: "sandbox",
    password: "sandbox",
    stateDir,
    host: "127.0.0.1",
    // The real listener may be at work.
    port: 0,
    callbackUsername,
    callbackPassword,
  };
  const isolated = { ...invocation, values };
  let sandbox: Sandbox | undefined;
  return {
    invocation: isolated,
    async start(url) {
      const { startSandbox } = await import("../sandbox/sandbox.ts");
      const callbacks =
        url === undefined ? {} : { url, username: callbackUsername, password: callbackPassword };
      sandbox = await startSandbox({ callbacks });
      return { ...isolated, values: { ...values, endpoint: sandbox.endpoint } };
    },
    async close() {
      await sandbox?.close();
      rmSync(stateDir, { recursive: true, force: true, maxRetries: 3 });
    },
  };
}
