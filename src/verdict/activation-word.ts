import type { Callback } from "../uws/callback.ts";
import { faultWord, isFailedStatus } from "./fault-evidence.ts";
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
  if (fault !== undefined) return { kind: "failed", text: faultWord(fault) };
  if (isFailedStatus(status)) return { kind: "failed", text: status };
  const isSilent = status === undefined || status === "";
  if (service === "CarrierService" && (isSilent || status.toLowerCase() === "success"))
    return { kind: "success", text: isSilent ? undefined : status };
  return isSilent ? undefined : { kind: "unknown", text: status };
}
