import { parseCallbackBehaviour } from "../sandbox/callbacks/parse-behaviour.ts";
import { parseFault } from "../sandbox/faults.ts";
import { startSandbox as start } from "../sandbox/sandbox.ts";

/** How the sandbox behaves; docs/sandbox.md explains the switches. */
export interface SandboxOptions {
  /** Default: any free one. */
  readonly port?: number;
  /** Tokens, RequestIds and chance follow from it; default 1. */
  readonly seed?: number;
  /** As --fault has them: "accept-then-reset@2". */
  readonly faults?: readonly string[];
  /** Where callbacks go, and with which credentials. */
  readonly callbackUrl?: string;
  readonly callbackUsername?: string;
  readonly callbackPassword?: string;
  /** As --callbacks has it: "split:100,fail:0.1". */
  readonly callbacks?: string;
}

/** The platform, offline, in this process. */
export interface Sandbox {
  /** Base URL, for `openPlatform`. The password of every user is "sandbox". */
  readonly endpoint: string;
  /** Every UploadDevices call, in the order in which their outcome was decided. */
  readonly uploads: readonly SandboxUpload[];
  /** How many devices were accepted more than once, by their first identifier: 0 is good. */
  acceptedMoreThanOnce(): number;
  close(): Promise<void>;
}

export interface SandboxUpload {
  readonly outcome: "accepted" | "refused" | "dropped";
  /** When accepted. */
  readonly requestId: string | undefined;
  readonly sku: string | undefined;
  readonly account: string | undefined;
  /** How many the message has. */
  readonly devices: number;
}

/** Starts the platform for tests. Errors: VzuploadError "usage" for switches that there are not, or a port that is taken. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const { port, seed, faults = [], callbackUrl: url, callbackUsername, callbackPassword } = options;
  const sandbox = await start({
    ...(port === undefined ? {} : { port }),
    ...(seed === undefined ? {} : { seed }),
    faults: faults.map(parseFault),
    callbacks: {
      ...parseCallbackBehaviour(options.callbacks ?? ""),
      ...(url === undefined ? {} : { url }),
      ...(callbackUsername === undefined ? {} : { username: callbackUsername }),
      ...(callbackPassword === undefined ? {} : { password: callbackPassword }),
    },
  });
  return {
    endpoint: sandbox.endpoint,
    get uploads() {
      return sandbox.received.map(({ outcome, requestId, sku, account, devices }) => ({
        outcome,
        requestId,
        sku,
        account,
        devices,
      }));
    },
    acceptedMoreThanOnce: () => sandbox.devices.repeated.size,
    close: () => sandbox.close(),
  };
}
