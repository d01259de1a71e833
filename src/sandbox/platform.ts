import { createDeviceCounter, type DeviceCounter } from "./accepted-devices.ts";
import type { CallbackOptions } from "./callbacks/behaviour.ts";
import { defaultBehaviour } from "./callbacks/behaviour.ts";
import { type Callbacks, createCallbacks } from "./callbacks/callbacks.ts";
import { createRegistrations, type Registrations } from "./callbacks/registrations.ts";
import { createDeviceStates, type DeviceStates } from "./device-states.ts";
import { type FaultPlan, planFaults } from "./fault-plan.ts";
import type { Fault } from "./faults.ts";
import type { ReceivedStateChange, ReceivedUpload } from "./received.ts";
import type { OperationKey } from "./schemas.ts";
import { createSessions, type Sessions } from "./sessions.ts";

/** One line for a log: one event for each request, and one for each callback that was sent. */
export interface SandboxEvent {
  /** Milliseconds since the Unix epoch, by the sandbox's clock. */
  readonly at: number;
  /** The operation's name; method and path of a request that names none; "callback" and the service. */
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
  readonly callbacks: CallbackOptions;
}

/** The state of the simulated platform; requests change it. */
export interface Platform {
  readonly settings: PlatformSettings;
  readonly sessions: Sessions;
  readonly faultFor: FaultPlan;
  readonly received: ReceivedUpload[];
  readonly stateChanges: ReceivedStateChange[];
  /** Devices of accepted uploads. */
  readonly counter: DeviceCounter;
  /** Devices that accepted requests of either kind ask to activate. */
  readonly activationCounter: DeviceCounter;
  /** What has become of devices. */
  readonly devices: DeviceStates;
  /** When the latest ChangeDeviceState calls came that were within the limit, in milliseconds since the Unix epoch. */
  readonly recentStateChanges: number[];
  readonly registrations: Registrations;
  readonly callbacks: Callbacks;
  readonly calls: Record<OperationKey, number>;
  /** RequestIds given so far. */
  requestIds: number;
  /** Aborted when the sandbox closes. */
  readonly closing: AbortSignal;
}

/** A platform to which nothing has happened yet. */
export function createPlatform(settings: PlatformSettings, closing: AbortSignal): Platform {
  const { url, username = "", password = "", ca, ...behaviour } = settings.callbacks;
  const full = { ...defaultBehaviour, ...behaviour };
  const devices = createDeviceStates({ now: settings.now, ...full });
  const registrations = createRegistrations(url === undefined ? undefined : { url, username, password });
  return {
    settings,
    sessions: createSessions(settings),
    faultFor: planFaults(settings.faults, settings.seed),
    received: [],
    stateChanges: [],
    counter: createDeviceCounter(),
    activationCounter: createDeviceCounter(),
    devices,
    recentStateChanges: [],
    registrations,
    callbacks: createCallbacks({
      behaviour: full,
      devices,
      now: settings.now,
      ca,
      seed: settings.seed,
      registrations,
      onEvent: (event) => settings.onEvent({ at: settings.now(), ...event }),
      closing,
    }),
    calls: {
      logIn: 0,
      logOut: 0,
      uploadDevices: 0,
      changeDeviceState: 0,
      registerCallback: 0,
      unregisterCallback: 0,
      getCallbackRegistrations: 0,
    },
    requestIds: 0,
    closing,
  };
}
