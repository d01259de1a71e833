import type { Callback } from "../uws/callback.ts";
import type { Fault } from "../uws/fault.ts";
import { faultWord } from "./fault-evidence.ts";
import type { WordKind } from "./word-texts.ts";

/** What a callback says of its device's activation, beside the state of its upload. */
export interface ActivationWord {
  /** `success`: activated. */
  readonly kind: Exclude<WordKind, "pending">;
  /** Undefined: it says so without a word. */
  readonly text: string | undefined;
}

/** Whether a callback speaks of one device's activation and not of an upload. */
export function speaksOfActivation({ service, device }: Callback): boolean {
  return service === "CarrierService" || device.length > 0;
}

/** Undefined: nothing. A status that is not known as a success is none. */
export function activationWord({ service, fault, status }: Callback): ActivationWord | undefined {
  // Active, and nobody says with which plan, nor whether by this request: not what was asked for, and nothing to ask for again.
  if (fault !== undefined)
    return { kind: isAlreadyActive(fault) ? "unknown" : "failed", text: faultWord(fault) };
  if (status === undefined || status === "")
    return service === "CarrierService" ? { kind: "success", text: undefined } : undefined;
  const kind = classifyActivationStatus(status);
  // Only the service that activates can say that it did.
  return { kind: kind === "success" && service !== "CarrierService" ? "unknown" : kind, text: status };
}

function isAlreadyActive({ code, text }: Fault): boolean {
  return code.includes("DeviceAlreadyActive") || /\balready active\b/i.test(text);
}

/** What the status of an activation's callback says. */
export function classifyActivationStatus(status: string): ActivationWord["kind"] {
  const plain = status.trim().toLowerCase();
  return plain === "success" ? "success" : plain === "failed" ? "failed" : "unknown";
}
