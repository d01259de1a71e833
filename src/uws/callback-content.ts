import type {
  Callback,
  CallbackCounters,
  CallbackHead,
  CallbackIdentifier,
  CallbackLine,
} from "./callback.ts";
import type { Member, TextField, TextMeaning } from "./callback-elements.ts";
import { createIdentifierPairs } from "./callback-identifiers.ts";
import type { CallbackLimits } from "./callback-limits.ts";
import {
  type CallbackRefusal,
  type CallbackRefusalReason,
  type RefusalSlot,
  refusalOf,
  refuse,
} from "./callback-refusal.ts";
import type { Fault } from "./fault.ts";

/** Gathers what a message says; depths are those of elements, from 1. */
export interface CallbackContent {
  /** The message has an element that makes it a callback. */
  markCallback(): void;
  /** An element that holds a text has ended. */
  addText(meaning: TextMeaning, text: string, depth: number): void;
  /** An element that holds elements has ended. */
  closeHolder(depth: number): void;
  closeLine(): void;
  closeDevice(): void;
  /** A member of Data that is not nil has ended; `isSilent`: nothing in it holds a text. */
  closeMember(member: Member, isSilent: boolean): void;
  /** What is known by now. */
  head(): CallbackHead;
  /** At the end: why this is no callback. */
  problem(): CallbackRefusal | undefined;
  /** At the end, when there is no problem. */
  callback(): Callback;
}

export function createCallbackContent(limits: CallbackLimits, slot: RefusalSlot): CallbackContent {
  const texts: Texts = new Map();
  const members = { telling: new Set<Member>(), silent: new Set<Member>() };
  const pairs = createIdentifierPairs(limits, slot);
  const lines: CallbackLine[] = [];
  const device: CallbackIdentifier[] = [];
  let status: string | undefined;
  let lastStatus = { text: "", trimmed: "" };
  let lineCount = 0;
  let isCallback = false;
  const sameText = (before: string | undefined, text: string, { field, name }: TextMeaning): string => {
    if (before === undefined || before === text) return text;
    if (field === "requestId") refuse(slot, "severalRequestIds");
    else refuse(slot, "severalValues", name);
    return before;
  };
  /** Most lines say the same: one string for all of them is looked up quickly. */
  const trimmedStatus = (text: string): string => {
    if (text !== lastStatus.text) lastStatus = { text, trimmed: text.trim() };
    return lastStatus.trimmed;
  };
  return {
    markCallback() {
      isCallback = true;
    },
    addText(meaning, text, depth) {
      const { field } = meaning;
      if (field === "kind" || field === "identifier") pairs.add(field, text, depth - 1);
      else if (field === "lineStatus") status = sameText(status, trimmedStatus(text), meaning);
      else if (field === "soapCode" || field === "soapText") texts.set(field, text.trim());
      else texts.set(field, sameText(texts.get(field), text.trim(), meaning));
    },
    closeHolder: pairs.closeHolder,
    closeLine() {
      const identifiers = pairs.take();
      // A line that says nothing costs its sender twenty bytes: it is counted and not kept.
      if (identifiers.length > 0 || status !== undefined) lines.push({ identifiers, status: status ?? "" });
      status = undefined;
      if (++lineCount > limits.maxLines) refuse(slot, "tooManyLines", limits.maxLines);
    },
    closeDevice() {
      device.push(...pairs.take());
      if (device.length > limits.maxIdentifiers) refuse(slot, "tooManyIdentifiers", limits.maxIdentifiers);
    },
    closeMember(member, isSilent) {
      (isSilent ? members.silent : members.telling).add(member);
    },
    head: () => ({
      username: texts.get("username"),
      password: texts.get("password"),
      requestId: texts.get("requestId"),
    }),
    problem() {
      if (!isCallback) return refusalOf("notACallback");
      const problem = requestIdProblem(texts.get("requestId"));
      if (problem !== undefined) return refusalOf(problem);
      const { telling } = members;
      const isAmbiguous = telling.has("DeviceService") && telling.has("CarrierService");
      return isAmbiguous ? refusalOf("severalServices") : undefined;
    },
    callback: () => ({
      username: texts.get("username"),
      password: texts.get("password"),
      requestId: texts.get("requestId") ?? "",
      service: serviceOf(members),
      accountName: texts.get("accountName"),
      sku: texts.get("sku"),
      lines,
      counters: countersOf(texts),
      device,
      fault: members.telling.has("fault") ? faultOf(texts) : undefined,
      status: texts.get("status"),
      attempt: wholeNumber(texts.get("attempt")) || undefined,
    }),
  };
}

/** Trimmed. */
type Texts = Map<Exclude<TextField, "kind" | "identifier" | "lineStatus">, string>;

/** It is printed one a line, compared, and names files. */
function requestIdProblem(text = ""): CallbackRefusalReason | undefined {
  if (text === "") return "noRequestId";
  return /^[\x21-\x7e]{1,200}$/.test(text) ? undefined : "badRequestId";
}

/** A member that says something goes before one that is only there. */
function serviceOf({ telling, silent }: Members): Callback["service"] {
  if (telling.has("DeviceService")) return "DeviceService";
  if (telling.has("CarrierService")) return "CarrierService";
  if (telling.has("other")) return "other";
  if (silent.has("DeviceService") === silent.has("CarrierService")) return "none";
  return silent.has("DeviceService") ? "DeviceService" : "CarrierService";
}

interface Members {
  readonly telling: ReadonlySet<Member>;
  readonly silent: ReadonlySet<Member>;
}

function countersOf(texts: Texts): CallbackCounters {
  return {
    total: wholeNumber(texts.get("total")),
    pending: wholeNumber(texts.get("pending")),
    success: wholeNumber(texts.get("success")),
    failed: wholeNumber(texts.get("failed")),
  };
}

function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}

function faultOf(texts: Texts): Fault {
  return {
    code: texts.get("faultCode") ?? texts.get("soapCode") ?? "",
    text: texts.get("faultText") ?? texts.get("soapText") ?? "",
  };
}
