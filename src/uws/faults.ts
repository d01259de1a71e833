import type { Fault } from "./fault.ts";
import {
  activationCodes,
  activationDeviceCodes,
  type FaultVerdict,
  type KnownCode,
  knownCodes,
  knownTexts,
} from "./known-faults.ts";

export type { FaultVerdict } from "./known-faults.ts";

/**
 * What a fault proves about an upload. Texts of the platform's page decide before codes, for they say more; codes are
 * matched by *contains*. What is not known is a doubt.
 */
export function classifyUploadFault(fault: Fault): FaultVerdict {
  const text = fault.text.replace(/\s+/g, " ").trim();
  const byText = knownTexts.find(({ pattern }) => pattern.test(text));
  return byText?.verdict ?? byCode(fault, knownCodes);
}

/**
 * What a fault proves about a ChangeDeviceState of so many devices: by its code alone, since the texts that are known are of
 * UploadDevices. What is not known is a doubt.
 */
export function classifyActivationFault(fault: Fault, devices: number): FaultVerdict {
  const ofDevices = devices === 1 ? activationDeviceCodes : [];
  return byCode(fault, [...activationCodes, ...ofDevices, ...knownCodes]);
}

function byCode({ code: found }: Fault, codes: readonly KnownCode[]): FaultVerdict {
  return codes.find(({ code }) => found.includes(code))?.verdict ?? { kind: "doubt" };
}

export type LogInFaultKind = "rejected" | "locked" | "failed";

/**
 * What a LogIn fault means. Only a fault that is plainly the server's own trouble, by its code and without a word about the
 * user in its text, is `failed`; when unclear it is `rejected`, for a rejected password must never be repeated.
 */
export function classifyLogInFault({ code, text }: Fault): LogInFaultKind {
  const both = `${code} ${text}`;
  if (/\block(ed|out)\b|lockedout|account\W*lock/i.test(both)) return "locked";
  if (/password|credential|user ?name|log-?in|log ?on|authenticat|not authorized|denied/i.test(both))
    return "rejected";
  if (/\buser|log(ged|ging)?[ -]?(in|on)\b|sign[ -]?in|invalid|incorrect|authori[sz]/i.test(text))
    return "rejected";
  return serverTroubles.some((known) => code.includes(known)) ? "failed" : "rejected";
}

/** Codes under which no password was looked at, or none could be. */
const serverTroubles = [
  "REQUEST_FAILED.UnexpectedError",
  "DeserializationFailed",
  "ActionNotSupported",
  "InternalServiceFault",
  "INPUT_INVALID.RequestUndefined",
  "INPUT_INVALID.MaxRequestsExceeded",
] as const;
