import { createFileStore } from "../../src/store/file-store.ts";
import type { InboxMessage, Store, StoredJob } from "../../src/store/store.ts";
import type { PushOptions, PushResult } from "../../src/upload/push-devices.ts";
import { readCallback } from "../../src/uws/callback-reader.ts";
import type { UploadOutcome } from "../../src/uws/upload-devices.ts";
import type { Board } from "../../src/watch/board.ts";
import { makePairs } from "../support/make-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { createRecordingPlatform, csvOfPairs, pushCsv } from "../upload/push-rows.ts";

export const uploaded = "Line has been uploaded successfully";
export const submitted = "Device upload request submitted";
export const invalid = "IMEI (1) is invalid";

/** A store of its own for the running test. */
export function newStore(): Store {
  return createFileStore(temporaryDirectory(), process.pid);
}

export interface PushPairs {
  /** Pairs of `makePairs`: from `start` to before `end`. */
  readonly start?: number;
  readonly end: number;
  /** What the platform answers to each request; default: accepted, as `<name>-1`, `<name>-2` ... */
  readonly answer?: (request: number) => UploadOutcome;
  readonly name?: string;
  readonly more?: Partial<PushOptions>;
}

/** Pushes pairs in batches of two; for the job only when there is one. */
export async function pushPairs(
  store: Store,
  pairs: PushPairs,
): Promise<Omit<PushResult, "job"> & { readonly job: StoredJob }> {
  const { start = 0, end, name = "id", more } = pairs;
  const accept = (request: number): UploadOutcome => ({
    kind: "accepted",
    requestId: `${name}-${request}`,
  });
  const { post } = createRecordingPlatform(undefined, pairs.answer ?? accept);
  const result = await pushCsv(store, csvOfPairs(start, end), post, more);
  if (result.error !== undefined) throw result.error;
  const job = result.job && (await store.readJob(result.job.id));
  return { ...result, job: job ?? noJob() };
}

function noJob(): never {
  throw new Error("nothing was sent");
}

/** Statuses by the index of their pair in `makePairs`. */
export type Lines = Readonly<Record<number, string>>;

export interface MessageParts {
  readonly requestId: string;
  readonly lines?: Lines;
  /** Total, pending, success, failed. */
  readonly counters?: readonly [number, number, number, number];
  readonly fault?: string;
  /** The index of a pair that was activated: then nothing else is said. */
  readonly activated?: number;
}

/** A callback. */
export function callbackXml({ requestId, activated, ...parts }: MessageParts): string {
  const isUpload = activated === undefined;
  const device = isUpload ? "" : identifiersOf(activated, "Device");
  const data = isUpload ? uploadData(parts) : "<CarrierService/><Status>Success</Status>";
  return `<CallbackRequest><Username>u</Username><Password>p</Password><RequestId>${requestId}</RequestId>${device}<Data>${data}</Data></CallbackRequest>`;
}

function uploadData({ lines = {}, counters, fault }: Omit<MessageParts, "requestId">): string {
  const infos = Object.entries(lines).map(([index, status]) => lineOf(Number(index), status));
  const counts = (counters ?? []).map((count, at) => `<${counterNames[at]}>${count}</${counterNames[at]}>`);
  if (fault !== undefined) return faultOf(fault);
  return `<DeviceService><UploadDevices>${infos.join("")}${counts.join("")}</UploadDevices></DeviceService>`;
}

const counterNames = ["TotalLineCount", "PendingLineCount", "SuccessLineCount", "FailedLineCount"] as const;
const pairs = makePairs(100);

function lineOf(index: number, status: string): string {
  const device = identifiersOf(index, "DeviceIdentifier");
  return `<UploadDevicesInfo>${device}<LineStatus>${status}</LineStatus></UploadDevicesInfo>`;
}

function identifiersOf(index: number, element: string): string {
  return Object.entries(pairs[index] ?? {})
    .map(([kind, value]) => `<${element}><Kind>${kind}</Kind><Identifier>${value}</Identifier></${element}>`)
    .join("");
}

function faultOf(text: string): string {
  return `<Fault><faultcode>DeviceService.REQUEST_FAILED</faultcode><faultstring>${text}</faultstring></Fault><Status>Failed</Status>`;
}

/** Has a board take a callback; false: it said nothing new. */
export function tell(board: Board, message: MessageParts): boolean {
  const read = readCallback(Buffer.from(callbackXml(message)));
  if (read.kind !== "callback") throw new Error(read.refusal.message);
  return board.take(read.callback, new Date().toISOString());
}

/** Puts messages into the inbox, as a listener of another process would. */
export async function keepMessages(
  { inbox }: Store,
  messages: readonly MessageParts[],
  credentials: InboxMessage["credentials"] = "checked",
): Promise<void> {
  const writer = await inbox.openWriter();
  for (const message of messages) {
    const body = Buffer.from(callbackXml(message));
    await writer.append({ requestId: message.requestId, credentials, body });
  }
  await writer.close();
}
