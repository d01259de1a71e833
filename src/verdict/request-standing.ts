import type { Disagreement } from "./counter-evidence.ts";
import type { WordClass } from "./device-words.ts";
import { type RequestMood, stateOfLine } from "./final-states.ts";
import type { Until } from "./judgement.ts";
import type { DoneState } from "./line-states.ts";
import type { RequestEvidence } from "./request-evidence.ts";
import type { WordKind } from "./word-texts.ts";

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
  /** Devices by the operator's word on them; they are not in `counts`. */
  readonly ruled: Readonly<Record<WordKind, number>>;
  /** Another message may still explain why the lines are not believed. */
  readonly mayPass: boolean;
  /** Devices without a final state, or, where their activation is waited for, without a final word on it. */
  readonly open: number;
  readonly isComplete: boolean;
}

export function standingOf(
  evidence: RequestEvidence,
  count: DeviceCount,
  { until, done }: { readonly until: Until; readonly done: DoneState },
): RequestStanding {
  const devices = countDevices(evidence, count);
  const ruled = countRuled(evidence);
  const counts = countWords(evidence, devices);
  const effect = effectOf(evidence);
  const { text, mayPass = false } = disagreementOf(evidence, { count, devices, counts, ruled, effect }) ?? {};
  const openLines = ruled.pending + (effect === "none" ? counts.none + counts.pending : 0);
  const isUploaded = stateOfLine("success", { effect, disagreement: text, done }) === "uploaded";
  const open = openLines + (until === "activated" && isUploaded ? evidence.unactivated : 0);
  // A fault, or a failure of the whole, is final for every device, however many there are.
  // Where only the platform says that there are none, something is still to come.
  const isKnown = devices !== undefined && devices > 0;
  const isComplete = open === 0 && (isKnown || effect !== "none");
  return { devices, counts, ruled, effect, disagreement: text, done, mayPass, open, isComplete };
}

function countDevices({ devices, counters }: RequestEvidence, { batch, expected }: DeviceCount) {
  const said = batch ?? expected ?? counters.largest.total;
  return said === undefined ? undefined : Math.max(said, devices.size);
}

/** Of devices without the operator's word. */
function countWords(
  { lines, devices, operator }: RequestEvidence,
  total = devices.size,
): RequestStanding["counts"] {
  const said = {
    pending: lines.count("pending"),
    success: lines.count("success"),
    failed: lines.count("failed"),
    unknown: lines.count("unknown"),
    mixed: lines.count("mixed"),
  };
  const none = total - said.pending - said.success - said.failed - said.unknown - said.mixed;
  const counts = { none, ...said };
  for (const device of operator.keys()) counts[lines.classOf(device)]--;
  return counts;
}

function countRuled({ operator }: RequestEvidence): RequestStanding["ruled"] {
  const ruled = { success: 0, failed: 0, unknown: 0, pending: 0 };
  for (const { kind } of operator.values()) ruled[kind]++;
  return ruled;
}

/** What is activated was uploaded. */
function effectOf({ faults, hasSuccess, counters, activations }: RequestEvidence): RequestMood["effect"] {
  const hasSuccesses =
    hasSuccess ||
    (counters.largest.success ?? 0) > 0 ||
    activations.count("success") + activations.count("mixed") > 0;
  return faults.effect !== "none" && hasSuccesses ? "contradicted" : faults.effect;
}

interface SoFar extends Pick<RequestStanding, "devices" | "counts" | "ruled" | "effect"> {
  readonly count: DeviceCount;
}

function disagreementOf(
  { devices: known, counters }: RequestEvidence,
  { count, devices, counts, ruled, effect }: SoFar,
): Disagreement | undefined {
  // Of every device the operator has said what is believed.
  const settled = Object.values(ruled).reduce((sum, each) => sum + each, 0);
  if (settled > 0 && settled === devices) return undefined;
  if (effect === "contradicted") return { text: contradictedText, mayPass: false };
  if (known.isFull) return { text: fullText, mayPass: false };
  const rest = counts.none + counts.pending;
  return counters.disagreement({
    success: counts.success,
    failed: counts.failed,
    // The counters are the platform's, and speak of what its callbacks say: what the operator says may be either for them.
    unsure: counts.unknown + counts.mixed + (effect === "unknown" ? rest : 0) + settled,
    refused: effect === "refused" ? rest : 0,
    open: effect !== "none" ? 0 : devices === undefined ? Number.POSITIVE_INFINITY : rest,
    batch: count.batch ?? count.expected,
  });
}

const contradictedText = "the platform reports a failure of the whole request, and successes in it";
const fullText = "the platform reports more devices than a request can have";
