import { createDeviceCounter, type DeviceCounter } from "./accepted-devices.ts";
import { type FaultPlan, planFaults } from "./fault-plan.ts";
import type { Fault } from "./faults.ts";
import type { ReceivedUpload } from "./received.ts";
import { createSessions, type Sessions } from "./sessions.ts";

/** One line for a log: one event for each request. */
export interface SandboxEvent {
  /** Milliseconds since the Unix epoch, by the sandbox's clock. */
  readonly at: number;
  /** The operation's name; method and path of a request that names none. */
  readonly operation: string;
  readonly outcome: "accepted" | "refused" | "dropped" | "failed";
  /** No password, no token. It may quote what the request said: make control characters visible before showing it. */
  readonly detail: string;
}

/** How the simulated platform behaves; `startSandbox` fills in the defaults. */
export interface PlatformSettings {
  readonly seed: number;
  readonly faults: readonly Fault[];
  readonly password: string;
  readonly tokens: readonly string[];
  readonly now: () => number;
  readonly onEvent: (event: SandboxEvent) => void;
  /** Absolute or relative to the working directory; must exist. */
  readonly recordDir: string | undefined;
  readonly keepDevices: boolean;
  readonly maxBodyBytes: number;
}

/** The state of the simulated platform; requests change it. */
export interface Platform {
  readonly settings: PlatformSettings;
  readonly sessions: Sessions;
  readonly faultFor: FaultPlan;
  readonly received: ReceivedUpload[];
  readonly counter: DeviceCounter;
  readonly calls: Record<"logIn" | "logOut" | "uploadDevices", number>;
  /** RequestIds given so far. */
  requestIds: number;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** A platform to which nothing has happened yet. */
export function createPlatform(settings: PlatformSettings, closing: AbortSignal): Platform {
  return {
    settings,
    sessions: createSessions(settings),
    faultFor: planFaults(settings.faults, settings.seed),
    received: [],
    counter: createDeviceCounter(),
    calls: { logIn: 0, logOut: 0, uploadDevices: 0 },
    requestIds: 0,
    closing,
  };
}
