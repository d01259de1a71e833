import type { CallbackIdentifier } from "../uws/callback.ts";
import type { JudgedLine } from "./judgement.ts";

/** The devices of one request, and how a word of the platform finds its own. They are numbered from 0. */
export interface TalliedDevices {
  readonly size: number;
  /** Grows with everything that is learned of the devices. */
  readonly changes: number;
  /** There were more identifiers than a request can have; the others were passed over. */
  readonly isFull: boolean;
  /**
   * The devices that these identifiers name: any one of them is enough. Several: they point to more than one device. The array is
   * valid until the next call. May add a device, or find out that two are one.
   */
  locate(identifiers: readonly CallbackIdentifier[]): readonly number[];
  /** The same, and nothing is added. */
  find(identifiers: readonly CallbackIdentifier[]): readonly number[];
  /** In the order of the batch; without one in the order of their identifiers. `wants`: only these, which is quick where they are few. */
  forEach(visit: (device: number, about: DeviceNames) => void, wants?: (device: number) => boolean): void;
  namesOf(device: number): DeviceNames;
  /** The identifiers that a text on the device may repeat, in their normal form; `named` are those beside the text. */
  identifiersBeside(device: number, named: readonly CallbackIdentifier[]): readonly CallbackIdentifier[];
}

export type DeviceNames = Pick<JudgedLine, "place" | "identifiers">;
