import { sliceDevices } from "../../src/devices/device-slices.ts";
import type { BatchDevices } from "../../src/store/store.ts";
import type { Callback, CallbackCounters, CallbackIdentifier, CallbackLine } from "../../src/uws/callback.ts";
import type { JudgedLine } from "../../src/verdict/judgement.ts";
import {
  createRequestTally,
  type RequestTally,
  type RequestTallyOptions,
} from "../../src/verdict/request-tally.ts";
import { makePairs } from "../support/make-devices.ts";

export const uploaded = "Device upload successful";
export const submitted = "Device upload request submitted";
export const odd = "Something that nobody knows";

const noCounters: CallbackCounters = {
  total: undefined,
  pending: undefined,
  success: undefined,
  failed: undefined,
};

/** A callback of an upload that says nothing but `more`. */
export function callback(more: Partial<Callback>): Callback {
  return {
    username: undefined,
    password: undefined,
    requestId: "r-1",
    service: "DeviceService",
    accountName: undefined,
    sku: undefined,
    lines: [],
    counters: noCounters,
    device: [],
    fault: undefined,
    status: undefined,
    attempt: undefined,
    ...more,
  };
}

/** Lines, and counters where they are given: total, pending, success, failed. */
export function upload(
  lines: readonly CallbackLine[],
  [total, pending, success, failed]: readonly (number | undefined)[] = [],
): Callback {
  return callback({ lines, counters: { total, pending, success, failed } });
}

/** What a CarrierService callback says of the activation of one device. */
export function activation(device: readonly CallbackIdentifier[], more: Partial<Callback> = {}): Callback {
  return callback({ service: "CarrierService", device, ...more });
}

export function fault(text: string, code = "DeviceService.REQUEST_FAILED"): Callback {
  return callback({ service: "none", fault: { code, text } });
}

const pairs = makePairs(20);

/** The identifiers of a pair of `makePairs`, as the platform names them: ICCID first. */
export function pair(index: number): readonly CallbackIdentifier[] {
  return [iccid(pairs[index]?.iccid ?? ""), imei(pairs[index]?.imei ?? "")];
}

export function imei(value: string): CallbackIdentifier {
  return { kind: "IMEI", value };
}

export function iccid(value: string): CallbackIdentifier {
  return { kind: "ICCID", value };
}

/** A line about a pair of `makePairs`. */
export function line(index: number, status: string): CallbackLine {
  return { identifiers: pair(index), status };
}

/** A batch of the first pairs of `makePairs`, on lines 2, 3 ... of the first source. */
export function batchOf(size: number): BatchDevices {
  return pairBatch(pairs.slice(0, size).map((each) => [each.imei, each.iccid]));
}

export function pairBatch(devices: readonly (readonly string[])[]): BatchDevices {
  return {
    ...sliceDevices(devices),
    kinds: ["imei", "iccid"],
    sources: new Uint16Array(devices.length),
    lines: Uint32Array.from(devices, (_, index) => index + 2),
  };
}

/** A tally that has taken in these callbacks, in this order. */
export function tallyOf(
  callbacks: readonly Callback[],
  options: Partial<RequestTallyOptions> = {},
): RequestTally {
  const tally = createRequestTally({
    requestId: "r-1",
    operation: "UploadDevices",
    activates: false,
    until: "uploaded",
    ...options,
  });
  for (const each of callbacks) tally.apply(each);
  return tally;
}

export function linesOf(tally: RequestTally): readonly JudgedLine[] {
  const lines: JudgedLine[] = [];
  tally.forEachLine((each) => lines.push(each));
  return lines;
}

/** "uploaded", "failed: its words; ..." of each line. */
export function linesInShort(tally: RequestTally): readonly string[] {
  return linesOf(tally).map(({ state, words }) =>
    state === "uploaded" || words.length === 0 ? state : `${state}: ${words.join("; ")}`,
  );
}
