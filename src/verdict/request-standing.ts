import type { Disagreement } from "./counter-evidence.ts";
import type { WordClass } from "./device-words.ts";
import { type RequestMood, stateOfLine } from "./final-states.ts";
import type { RequestEvidence } from "./request-evidence.ts";

/** How many devices a request has, by whom that is known; the platform's own total is in the evidence. */
export interface DeviceCount {
  readonly batch: number | undefined;
  readonly expected: number | undefined;
}

/** Where a request stands. Quick: it asks for counts only. */
export interface RequestStanding extends RequestMood {
  /** Undefined: nobody said how many there are. */
  readonly devices: number | undefined;
  /** Devices by the words on them; those that are not even named have none. */
  readonly counts: Readonly<Record<WordClass, number>>;
  /** Another message may still explain why the lines are not believed. */
  readonly mayPass: boolean;
  /** Devices without a final state, or, where their activation is waited for, without a final word on it. */
  readonly open: number;
  readonly isComplete: boolean;
}

export function standingOf(
  evidence: RequestEvidence,
  count: DeviceCount,
  until: "uploaded" | "activated",
): RequestStanding {
  const devices = countDevices(evidence, count);
  const counts = countWords(evidence, devices);
  const effect = effectOf(evidence);
  const { text, mayPass = false } = disagreementOf(evidence, { count, devices, counts, effect }) ?? {};
  const openLines = effect === "none" ? counts.none + counts.pending : 0;
  const isUploaded = stateOfLine("success", { effect, disagreement: text }) === "uploaded";
  const open = openLines + (until === "activated" && isUploaded ? evidence.unactivated : 0);
  // A fault, or a failure of the whole, is final for every device, however many there are.
  // Where only the platform says that there are none, something is still to come.
  const isKnown = devices !== undefined && devices > 0;
  const isComplete = open === 0 && (isKnown || effect !== "none");
  return { devices, counts, effect, disagreement: text, mayPass, open, isComplete };
}

function countDevices({ devices, counters }: RequestEvidence, { batch, expected }: DeviceCount) {
  const said = batch ?? expected ?? counters.largest.total;
  return said === undefined ? undefined : Math.max(said, devices.size);
}

function countWords({ lines, devices }: RequestEvidence, total = devices.size): RequestStanding["counts"] {
  const said = {
    pending: lines.count("pending"),
    success: lines.count("success"),
    failed: lines.count("failed"),
    unknown: lines.count("unknown"),
    mixed: lines.count("mixed"),
  };
  const none = total - said.pending - said.success - said.failed - said.unknown - said.mixed;
  return { none, ...said };
}

/** What is activated was uploaded. */
function effectOf({ faults, hasSuccess, counters, activations }: RequestEvidence): RequestMood["effect"] {
  const hasSuccesses =
    hasSuccess ||
    (counters.largest.success ?? 0) > 0 ||
    activations.count("success") + activations.count("mixed") > 0;
  return faults.effect !== "none" && hasSuccesses ? "contradicted" : faults.effect;
}

interface SoFar extends Pick<RequestStanding, "devices" | "counts" | "effect"> {
  readonly count: DeviceCount;
}

function disagreementOf(
  { devices: known, counters }: RequestEvidence,
  { count, devices, counts, effect }: SoFar,
): Disagreement | undefined {
  if (effect === "contradicted") return { text: contradictedText, mayPass: false };
  if (known.isFull) return { text: fullText, mayPass: false };
  const rest = counts.none + counts.pending;
  return counters.disagreement({
    success: counts.success,
    failed: counts.failed,
    unsure: counts.unknown + counts.mixed + (effect === "unknown" ? rest : 0),
    refused: effect === "refused" ? rest : 0,
    open: effect !== "none" ? 0 : devices === undefined ? Number.POSITIVE_INFINITY : rest,
    batch: count.batch ?? count.expected,
  });
}

const contradictedText = "the platform reports a failure of the whole request, and successes in it";
const fullText = "the platform reports more devices than a request can have";
