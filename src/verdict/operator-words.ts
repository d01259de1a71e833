import type { JobOperation } from "../store/job-record.ts";
import { classifyLineStatus } from "../uws/line-statuses.ts";
import { classifyActivationStatus } from "./activation-word.ts";
import type { WordKind } from "./word-texts.ts";

/** The operator's word on a device. */
export interface OperatorWord {
  readonly kind: WordKind;
  /** The platform's text, verbatim. */
  readonly text: string;
}

/** By device: the operator's last word on it. */
export type OperatorWords = ReadonlyMap<number, OperatorWord>;

/** How a text that comes by the operator is shown, wherever texts of the platform are. */
export function operatorText(text: string): string {
  return `${text} (by the operator's word)`;
}

/**
 * What the operator's word on a line of such a job means: a final status of the platform, or plainly "uploaded" ("activated") or "failed".
 * Undefined: neither, and nothing may be built on it.
 */
export function meaningOfWord(text: string, operation: JobOperation): "success" | "failed" | undefined {
  const plain = text.trim().toLowerCase();
  if (plain === plainSuccess[operation]) return "success";
  if (plain === "failed") return "failed";
  const kind = operation === "UploadDevices" ? classifyLineStatus(text) : classifyActivationStatus(text);
  return kind === "success" || kind === "failed" ? kind : undefined;
}

const plainSuccess = {
  UploadDevices: "uploaded",
  ChangeDeviceState: "activated",
} as const satisfies Record<JobOperation, string>;
