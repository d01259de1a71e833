import { Readable } from "node:stream";
import type { Store } from "../../src/store/store.ts";
import { type PushOptions, type PushResult, pushDevices } from "../../src/upload/push-devices.ts";
import { noTerms, type TermSettings } from "../../src/upload/read-types.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import { endpoint } from "../store/publish-batches.ts";
import { makePairs } from "../support/make-devices.ts";

/** A platform that accepts every batch and remembers the identifiers of each device sent. */
export interface RecordingPlatform {
  /** "imei iccid" of each device, in the order of sending. */
  readonly devices: string[];
  readonly post: (envelope: Buffer) => Promise<UploadOutcome>;
}

/** `between`: what happens before each answer. */
export function createRecordingPlatform(
  between: () => Promise<unknown> = async () => {},
  answer: (request: number) => UploadOutcome = (request) => ({
    kind: "accepted",
    requestId: `id-${request}`,
  }),
): RecordingPlatform {
  const devices: string[] = [];
  let requests = 0;
  return {
    devices,
    async post(envelope) {
      devices.push(...envelope.toString().split("\n"));
      await between();
      return answer(++requests);
    },
  };
}

/** A CSV of the pairs from `start` to before `end` of `makePairs`. */
export function csvOfPairs(start: number, end: number): string {
  const rows = makePairs(end).slice(start);
  return ["IMEI,ICCID", ...rows.map(({ imei, iccid }) => `${imei},${iccid}`), ""].join("\n");
}

/** Of a test's push: `sku` of rows that do not say it. */
export type MorePushOptions = Partial<PushOptions> & { readonly sku?: string };

/** That rows are of a SKU if they do not say it. */
export function termsOfSku(sku: string): TermSettings {
  return { ...noTerms, wanted: ["sku"], defaults: { ...noTerms.defaults, sku } };
}

/** Everything a push needs for a CSV text; envelopes are one "imei iccid" a line. */
export function pushOptionsFor(
  store: Store,
  csv: string,
  post: PushOptions["post"],
  { sku = "SKU1", ...more }: MorePushOptions = {},
): PushOptions {
  const interrupt = new AbortController().signal;
  return {
    store,
    reading: {
      sources: [{ name: "devices.csv", open: () => Readable.from([Buffer.from(csv)]) }],
      checkDigits: "warn",
      terms: termsOfSku(sku),
      signal: interrupt,
    },
    endpoint,
    operation: "UploadDevices",
    activates: false,
    batchSize: 2,
    again: false,
    skipInvalid: false,
    emailAddress: "me@mycompany.com",
    session: { token: async () => "token", renew: async () => "token" },
    envelopesFor: () => ({
      stamp: (_planned, _token, { bytes, bounds }) => envelopeOf(bytes, bounds),
      save: () => {},
    }),
    post,
    retry: { retries: 0, delaysMs: [] },
    sleep: async () => {},
    interrupt,
    onInspected: () => {},
    onJob: () => {},
    onEvent: () => {},
    ...more,
  };
}

/** Pushes a CSV text. */
export function pushCsv(
  store: Store,
  csv: string,
  post: PushOptions["post"],
  more: MorePushOptions = {},
): Promise<PushResult> {
  return pushDevices(pushOptionsFor(store, csv, post, more));
}

/** Of one or two identifiers a device: as many as stand between two devices' gaps. */
function envelopeOf(bytes: Uint8Array, bounds: Uint32Array): Buffer {
  const texts: string[] = [];
  for (let at = 0; at < bounds.length; at += 2) {
    texts.push(Buffer.from(bytes.subarray(bounds[at], bounds[at + 1])).toString("latin1"));
  }
  const devices: string[] = [];
  for (let at = 0; at < texts.length; at += 2) devices.push(texts.slice(at, at + 2).join(" "));
  return Buffer.from(devices.join("\n"));
}
