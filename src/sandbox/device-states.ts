import { createDeviceCounter, type DeviceCounter } from "./accepted-devices.ts";

/** What the platform has of a device. `unknown`: not uploaded, or its upload is not through yet. */
export type DeviceState = "unknown" | "uploaded" | "active";

/** The devices of the platform, by their first identifier (IMEI, MEID or ESN). */
export interface DeviceStates {
  stateOf(identifier: string): DeviceState;
  /** Devices whose upload was accepted then (milliseconds since the Unix epoch), and which it succeeds for. */
  upload(identifiers: readonly string[], acceptedMs: number): void;
  activate(identifier: string): void;
}

/** What the states depend on. */
export interface DeviceStatesOptions {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** From an upload's acceptance until its devices can be activated. */
  readonly uploadTakesMs: number;
  /** Whether devices that were never uploaded here count as uploaded. */
  readonly knowsAll: boolean;
}

/** No devices yet; 16 to 32 bytes each, as long as they are not on their way. */
export function createDeviceStates({ now, uploadTakesMs, knowsAll }: DeviceStatesOptions): DeviceStates {
  const uploaded = createDeviceCounter();
  const active = createDeviceCounter();
  let underWay: readonly { readonly fromMs: number; readonly identifiers: readonly string[] }[] = [];
  const settle = (): void => {
    const nowMs = now();
    for (const { fromMs, identifiers } of underWay)
      if (fromMs <= nowMs) for (const identifier of identifiers) remember(uploaded, identifier);
    underWay = underWay.filter(({ fromMs }) => fromMs > nowMs);
  };
  return {
    stateOf(identifier) {
      if (underWay.length > 0) settle();
      if (active.times(identifier) > 0) return "active";
      return knowsAll || uploaded.times(identifier) > 0 ? "uploaded" : "unknown";
    },
    upload(identifiers, acceptedMs) {
      underWay = [...underWay, { fromMs: acceptedMs + uploadTakesMs, identifiers }];
      settle();
    },
    activate: (identifier) => remember(active, identifier),
  };
}

/** A counter keeps the text of what comes twice. */
function remember(counter: DeviceCounter, identifier: string): void {
  if (counter.times(identifier) === 0) counter.add(identifier);
}
