import { sliceDevices } from "../devices/device-slices.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import type { BatchDevices } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import type { Fault } from "../uws/fault.ts";
import { createRequestTally } from "../verdict/request-tally.ts";
import { valuesOf } from "./build-upload-devices.ts";
import type { Device, Upload } from "./devices.ts";

/**
 * What the platform has said of a device.
 * - `awaiting`: nothing; `pending`: that it has it in hand
 * - `uploaded`, `failed`: its verdict; `refused`: the request as a whole
 * - `unknown`: a text that nobody here knows: neither a success nor a reason to send again
 * - `inconsistent`: it contradicts itself
 */
export type LineState =
  | "awaiting"
  | "pending"
  | "uploaded"
  | "failed"
  | "refused"
  | "unknown"
  | "inconsistent";

/** What it has said of a device's activation. */
export type ActivationState = "awaiting" | "activated" | "failed" | "unknown" | "inconsistent";

/** One device of an upload, judged. */
export interface TalliedLine {
  readonly device: Device;
  readonly state: LineState;
  /** The platform's words, verbatim. */
  readonly words: readonly string[];
  /** Undefined: it was not asked for. */
  readonly activation?: ActivationState;
  readonly activationWords: readonly string[];
}

/** What became of an upload, as far as the callbacks say. */
export interface Tally {
  /** Every device has its final state. */
  readonly isComplete: boolean;
  /** In the order of the upload. */
  readonly lines: readonly TalliedLine[];
  /** The request was refused as a whole, or its processing failed. */
  readonly fault?: Fault;
  /** Why lines are not believed: they and the platform's counters disagree. */
  readonly disagreement?: string;
  /** Devices that the platform reported and that are not of this upload. */
  readonly surplus: number;
  /** Callbacks of other requests: passed over. */
  readonly others: number;
}

/** Folds callbacks into a verdict on each device of an upload: in any order, and however often each came. */
export function tallyUpload(upload: Upload, requestId: string, callbacks: Iterable<Callback>): Tally {
  const tally = createRequestTally({
    requestId,
    expected: batchOf(upload),
    operation: "UploadDevices",
    activates: upload.activate !== undefined,
    until: "uploaded",
  });
  let others = 0;
  for (const callback of callbacks) {
    if (callback.requestId === requestId) tally.apply(callback);
    else others++;
  }
  const lines: TalliedLine[] = [];
  tally.forEachLine(({ place, state, words, activation, activationWords }) => {
    const device = upload.devices[(place?.line ?? 0) - 1];
    if (device === undefined) throw new Error("a line of no device");
    lines.push({
      device,
      state: state as LineState, // as: the others are of devices that were never accepted
      words,
      ...(activation === undefined ? {} : { activation }),
      activationWords,
    });
  });
  const { isComplete, fault, disagreement, surplus } = tally.judgement();
  return {
    isComplete,
    lines,
    ...(fault === undefined ? {} : { fault }),
    ...(disagreement === undefined ? {} : { disagreement }),
    surplus,
    others,
  };
}

/** Each device's place is its number, from 1. */
function batchOf({ uploadType, devices }: Upload): BatchDevices {
  return {
    ...sliceDevices(devices.map((device) => valuesOf(device, uploadType))),
    kinds: uploadTypes[uploadType].identifiers,
    sources: new Uint16Array(devices.length),
    lines: Uint32Array.from(devices, (_, at) => at + 1),
  };
}
