import type { IncomingMessage } from "node:http";
import { operations } from "../uws/operations.ts";
import { type Answer, faultAnswer, plainAnswer, soapAnswer } from "./answer.ts";
import type { RequestCourse } from "./callbacks/callbacks.ts";
import type { CallFault } from "./faults.ts";
import { operationRules } from "./operation-rules.ts";
import type { Platform, SandboxEvent } from "./platform.ts";
import {
  type DevicesOperation,
  isDevicesOperation,
  messageFacts,
  type UploadOutcome,
  uploadFacts,
} from "./received.ts";
import { recordBody } from "./recording.ts";
import { deserializationFailed, type Refusal } from "./refusal.ts";
import { type RequestBody, readBody } from "./request-body.ts";
import { type OperationKey, schemas } from "./schemas.ts";
import type { Verdict } from "./verdict.ts";

/** One call of an operation: what a fault switch can do with it before an answer is sent. */
export interface Exchange {
  readonly key: OperationKey;
  readonly service: string;
  /** The request, read to its end. */
  read(): Promise<RequestBody>;
  /** Does what the request asks, or refuses it, and records which; undefined when the client has gone. */
  apply(): Promise<Answer | undefined>;
  /** Records that the call came and nothing was applied; what it said only when it was read before. */
  drop(): Promise<void>;
  /** Makes the request's token an expired one. */
  expireSession(): Promise<void>;
  /** The answer is out, or will never be: callbacks may follow. */
  answered(): void;
}

/** A call that came in: which operation, its number from 1, and the switch that is on for it. */
export interface Call {
  readonly key: OperationKey;
  readonly number: number;
  readonly fault: CallFault | undefined;
}

/** What happened to a call: what the journal keeps. */
interface Result {
  readonly outcome: UploadOutcome;
  readonly detail: string;
  readonly refusal?: Refusal;
  readonly requestId?: string | undefined;
}

/** An exchange for a call whose body has not been read yet. */
export function createExchange(call: Call, platform: Platform, request: IncomingMessage): Exchange {
  const { service } = operations[call.key];
  let body: Promise<RequestBody> | undefined;
  let course: RequestCourse | undefined;
  const read = (): Promise<RequestBody> => {
    const { maxBodyBytes: maxBytes, recordDir } = platform.settings;
    const keepRaw = recordDir !== undefined && isDevicesOperation(call.key);
    body ??= readBody(request, { schema: schemas[call.key], maxBytes, keepRaw });
    return body;
  };
  return {
    key: call.key,
    service,
    read,
    async apply() {
      const received = await read();
      const judgement = judge(call.key, received, platform);
      course = judgement.course;
      await record(call, received, judgement.result, platform);
      await course?.answerable;
      return judgement.answer;
    },
    async drop() {
      await record(call, await body, { outcome: "dropped", detail: "nothing applied" }, platform);
    },
    async expireSession() {
      const received = await read();
      const token = received.kind === "message" ? received.message.fields.get("token") : undefined;
      if (token !== undefined) platform.sessions.expire(token);
    },
    answered: () => course?.answered(),
  };
}

interface Judgement {
  readonly result: Result;
  readonly answer: Answer | undefined;
  readonly course?: RequestCourse | undefined;
}

function judge(key: OperationKey, body: RequestBody, platform: Platform): Judgement {
  switch (body.kind) {
    case "aborted":
      return { result: { outcome: "dropped", detail: "the request broke off" }, answer: undefined };
    case "tooLarge": {
      const text = `The request is larger than ${platform.settings.maxBodyBytes} bytes.`;
      return { result: { outcome: "refused", detail: `413 ${text}` }, answer: plainAnswer(413, text) };
    }
    case "unreadable":
      return answered(key, { kind: "refused", refusal: deserializationFailed(body.problem) });
    case "message":
      return answered(key, operationRules[key](body.message, platform));
  }
}

function answered(key: OperationKey, verdict: Verdict): Judgement {
  if (verdict.kind === "refused") {
    const { refusal } = verdict;
    const detail = `${refusal.code}: ${refusal.text}`;
    return {
      result: { outcome: "refused", detail, refusal },
      answer: faultAnswer(operations[key].service, refusal),
    };
  }
  const { detail, requestId, xml, course } = verdict;
  return { result: { outcome: "accepted", detail, requestId }, answer: soapAnswer(xml), course };
}

async function record(
  call: Call,
  body: RequestBody | undefined,
  result: Result,
  platform: Platform,
): Promise<void> {
  const { key } = call;
  if (isDevicesOperation(key)) await recordDevicesCall({ ...call, key }, body, result, platform);
  const { now, onEvent } = platform.settings;
  onEvent({ at: now(), ...eventOf(call, result) });
}

async function recordDevicesCall(
  { key, number: sequence, fault }: Call & { readonly key: DevicesOperation },
  body: RequestBody | undefined,
  { outcome, refusal, requestId }: Result,
  { received, stateChanges, settings: { keepDevices, recordDir } }: Platform,
): Promise<void> {
  const message = body?.kind === "message" ? body.message : undefined;
  const facts = messageFacts(message, keepDevices);
  const entry = { sequence, outcome, fault: fault?.kind, refusal, requestId, ...facts };
  if (key === "uploadDevices")
    received.push({ ...entry, operation: "UploadDevices", ...uploadFacts(message) });
  else stateChanges.push({ ...entry, operation: "ChangeDeviceState" });
  const raw = body !== undefined && "raw" in body ? body.raw : undefined;
  if (recordDir !== undefined && raw !== undefined)
    await recordBody(recordDir, { operation: key, sequence, outcome }, raw);
}

function eventOf(call: Call, { outcome, detail }: Result): Omit<SandboxEvent, "at"> {
  const suffix = call.fault === undefined ? "" : ` (switch ${call.fault.kind})`;
  return { operation: operations[call.key].name, outcome, detail: `${detail}${suffix}` };
}
