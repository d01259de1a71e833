import type { IncomingMessage } from "node:http";
import { operations } from "../uws/operations.ts";
import { type Answer, faultAnswer, plainAnswer, soapAnswer } from "./answer.ts";
import type { CallFault } from "./faults.ts";
import { operationRules, type Verdict } from "./operation-rules.ts";
import type { Platform, SandboxEvent } from "./platform.ts";
import { messageFacts, type UploadOutcome } from "./received.ts";
import { recordBody } from "./recording.ts";
import { deserializationFailed, type Refusal } from "./refusal.ts";
import { readBody, type RequestBody } from "./request-body.ts";
import { type OperationKey, schemas } from "./schemas.ts";

/** One call of an operation: what a fault switch can do with it before an answer is sent. */
export interface Exchange {
  readonly service: string;
  /** The request, read to its end. */
  read(): Promise<RequestBody>;
  /** Does what the request asks, or refuses it, and records which; undefined when the client has gone. */
  apply(): Promise<Answer | undefined>;
  /** Records that the call came and nothing was applied. `read` says how far it was read: not at all without one. */
  drop(): Promise<void>;
  /** Makes the request's token an expired one. */
  expireSession(): Promise<void>;
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
  readonly requestId?: string;
}

export function createExchange(call: Call, platform: Platform, request: IncomingMessage): Exchange {
  const { service } = operations[call.key];
  let body: Promise<RequestBody> | undefined;
  const read = (): Promise<RequestBody> => {
    const { maxBodyBytes: maxBytes, recordDir } = platform.settings;
    const keepRaw = recordDir !== undefined && call.key === "uploadDevices";
    body ??= readBody(request, { schema: schemas[call.key], maxBytes, keepRaw });
    return body;
  };
  return {
    service,
    read,
    async apply() {
      const received = await read();
      const { result, answer } = judge(call.key, received, platform);
      await record(call, received, result, platform);
      return answer;
    },
    async drop() {
      await record(call, await body, { outcome: "dropped", detail: "nothing applied" }, platform);
    },
    async expireSession() {
      const received = await read();
      const token = received.kind === "message" ? received.message.fields.get("token") : undefined;
      if (token !== undefined) platform.sessions.expire(token);
    },
  };
}

interface Judgement {
  readonly result: Result;
  readonly answer: Answer | undefined;
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
  const { detail, requestId, xml } = verdict;
  const id = requestId === undefined ? {} : { requestId };
  return { result: { outcome: "accepted", detail, ...id }, answer: soapAnswer(xml) };
}

async function record(
  call: Call,
  body: RequestBody | undefined,
  result: Result,
  platform: Platform,
): Promise<void> {
  const { settings } = platform;
  if (call.key === "uploadDevices") {
    const message = body?.kind === "message" ? body.message : undefined;
    platform.received.push({
      sequence: call.number,
      operation: "UploadDevices",
      outcome: result.outcome,
      fault: call.fault?.kind,
      refusal: result.refusal,
      requestId: result.requestId,
      ...messageFacts(message, settings.keepDevices),
    });
    const raw = body !== undefined && "raw" in body ? body.raw : undefined;
    if (settings.recordDir !== undefined && raw !== undefined) {
      await recordBody(settings.recordDir, { sequence: call.number, outcome: result.outcome }, raw);
    }
  }
  settings.onEvent({ at: settings.now(), ...eventOf(call, result) });
}

function eventOf(call: Call, { outcome, detail }: Result): Omit<SandboxEvent, "at"> {
  const suffix = call.fault === undefined ? "" : ` (switch ${call.fault.kind})`;
  return { operation: operations[call.key].name, outcome, detail: `${detail}${suffix}` };
}
