import type { CallbackIdentifier } from "../uws/callback.ts";
import { discoverDevices } from "./discovered-devices.ts";
import type { JoinListener } from "./joined-devices.ts";

/** Devices that the platform reported and that are not in the request's batch. */
export interface Outsiders {
  /** Different ones; all that have no identifier are one. */
  readonly count: number;
  /** Returns the device's number; undefined: it has no identifier. */
  locate(identifiers: readonly CallbackIdentifier[]): number | undefined;
  /** Grows with everything that is learned of them. */
  readonly changes: number;
}

/** Numbers them from `first` on. */
export function createOutsiders(first: number, listener: JoinListener): Outsiders {
  const devices = discoverDevices({
    onJoin: (into, from) => listener.onJoin(first + into, first + from),
    onContradiction: (device) => listener.onContradiction(first + device),
  });
  let nameless = 0;
  return {
    get count() {
      return devices.size + nameless;
    },
    get changes() {
      return devices.changes + nameless;
    },
    locate(identifiers) {
      const [device] = devices.locate(identifiers);
      if (device !== undefined) return first + device;
      nameless = 1;
      return undefined;
    },
  };
}
