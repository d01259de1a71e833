import type { JobOperation } from "../store/job-record.ts";
import type { BatchDevices } from "../store/store.ts";
import type { Callback, CallbackCounters, CallbackIdentifier, CallbackLine } from "../uws/callback.ts";
import { classifyLineStatus } from "../uws/line-statuses.ts";
import { activationWord, speaksOfActivation } from "./activation-word.ts";
import { indexBatch } from "./batch-index.ts";
import { type CounterEvidence, createCounterEvidence } from "./counter-evidence.ts";
import { createDeviceWords, type DeviceWords } from "./device-words.ts";
import { discoverDevices } from "./discovered-devices.ts";
import { createFaultEvidence, type FaultEvidence } from "./fault-evidence.ts";
import { meaningOfWord, type OperatorWord, type OperatorWords } from "./operator-words.ts";
import { createOutsiders } from "./outsiders.ts";
import { countOwnLines, createOwnLinesCounter } from "./own-lines.ts";
import type { TalliedDevices } from "./tallied-devices.ts";
import { createWordTexts, type WordKind, type WordTexts } from "./word-texts.ts";

/** Everything that the callbacks of one request said: sets and largest values, so that order and repetition do not matter. */
export interface RequestEvidence {
  readonly devices: TalliedDevices;
  readonly lines: DeviceWords;
  readonly lineTexts: WordTexts;
  readonly activations: DeviceWords;
  readonly activationTexts: WordTexts;
  readonly faults: FaultEvidence;
  readonly counters: CounterEvidence;
  /** Some line was successful, of whichever device. */
  readonly hasSuccess: boolean;
  /** Devices whose words say uploaded, without a word on their activation. */
  readonly unactivated: number;
  /** Devices that are not in the batch; all without an identifier are one. */
  readonly surplus: number;
  /** What goes before the words of callbacks. */
  readonly operator: OperatorWords;
  /** Takes in the operator's word on a line. */
  overrule(line: CallbackLine): void;
  /** Takes in one callback. Returns whether it says anything new. */
  add(callback: Callback): boolean;
}

/**
 * Without a batch the devices are those that the callbacks name. Of a ChangeDeviceState the lines are its devices' activations, each of a
 * callback of its own; of an upload these stand beside the lines.
 */
export function createRequestEvidence(
  batch: BatchDevices | undefined,
  operation: JobOperation,
): RequestEvidence {
  const isUpload = operation === "UploadDevices";
  const lines = createDeviceWords(batch?.devices);
  const activations = createDeviceWords(batch?.devices);
  const [lineTexts, activationTexts] = [createWordTexts(), createWordTexts()];
  const [faults, counters, own] = [createFaultEvidence(), createCounterEvidence(), createOwnLinesCounter()];
  const devices = batch === undefined ? discoverDevices({ onJoin, onContradiction }) : indexBatch(batch);
  const operator = new Map<number, OperatorWord>();
  // Closures must not name the batch: together they would keep it in memory.
  const batched = batch === undefined ? undefined : devices;
  const outsiders = createOutsiders(devices.size, { onJoin: own.merge, onContradiction: () => {} });
  let hasSuccess = false;
  let unactivated = 0;

  function onJoin(into: number, from: number): void {
    const before = lacksActivation(into) + lacksActivation(from);
    lines.merge(into, from);
    activations.merge(into, from);
    own.merge(into, from);
    if (isActivatedFailure(into)) lines.contradict(into);
    unactivated += lacksActivation(into) - before;
  }

  function onContradiction(device: number): void {
    unactivated -= lacksActivation(device);
    lines.contradict(device);
  }

  function lacksActivation(device: number): number {
    return lines.classOf(device) === "success" && activations.classOf(device) === "none" ? 1 : 0;
  }

  /** What is activated was uploaded, whatever its line says. */
  function isActivatedFailure(device: number): boolean {
    return lines.has(device, "failed") && activations.has(device, "success");
  }

  /** A word that points to several devices counts for each of them, as a contradiction. */
  function addWord(
    words: DeviceWords,
    located: readonly number[],
    kind: WordKind,
    text: number | undefined,
  ): boolean {
    let isNew = false;
    for (const device of located) {
      const before = lacksActivation(device);
      if (words.add(device, kind, text)) isNew = true;
      if (located.length > 1 && words.contradict(device)) isNew = true;
      if (isActivatedFailure(device) && lines.contradict(device)) isNew = true;
      unactivated += lacksActivation(device) - before;
    }
    return isNew;
  }

  /** What a text on these devices may repeat; one that names a device cannot be shared by several. */
  function identifiersBeside(located: readonly number[], named: readonly CallbackIdentifier[]) {
    const [device, other] = located;
    return device === undefined || other !== undefined ? [] : devices.identifiersBeside(device, named);
  }

  function addLine({ identifiers, status }: CallbackLine): boolean {
    const located = devices.locate(identifiers);
    const [device] = located;
    if (device === undefined) {
      const kind = kindOf(status);
      own.add(kind, outsiders.locate(identifiers));
      return noteSuccess(kind);
    }
    const text =
      lineTexts.statusNumber(status) ?? lineTexts.addStatus(status, identifiersBeside(located, identifiers));
    const kind = lineTexts.kindOf(text);
    own.add(kind, device);
    if (located.length > 1 || repeatsKind(identifiers)) own.giveUp();
    const isFirst = noteSuccess(kind);
    return addWord(lines, located, kind, text) || isFirst;
  }

  function noteSuccess(kind: WordKind): boolean {
    const isFirst = kind === "success" && !hasSuccess;
    if (isFirst) hasSuccess = true;
    return isFirst;
  }

  function kindOf(status: string): WordKind {
    const text = lineTexts.statusNumber(status);
    return text === undefined ? classifyLineStatus(status) : lineTexts.kindOf(text);
  }

  function addLines(callback: Callback): boolean {
    own.begin();
    let isNew = false;
    for (const line of callback.lines) if (isUpload ? addLine(line) : addStrangeLine(line)) isNew = true;
    return isNew;
  }

  function addActivation(callback: Callback): boolean {
    const located = devices.locate(callback.device);
    const word = activationWord(callback);
    if (located.length === 0) outsiders.locate(callback.device);
    if (word === undefined) return false;
    const [words, texts] = isUpload ? [activations, activationTexts] : [lines, lineTexts];
    const named = word.text === undefined ? [] : identifiersBeside(located, callback.device);
    const text = word.text === undefined ? undefined : texts.add(word.kind, word.text, named);
    const isFirst = !isUpload && noteSuccess(word.kind);
    return addWord(words, located, word.kind, text) || isFirst;
  }

  /** Nothing of an upload can be the answer to an activation: shown, and never a success. */
  function addStrangeLine({ identifiers, status }: CallbackLine): boolean {
    const located = devices.locate(identifiers);
    if (located.length === 0) outsiders.locate(identifiers);
    const text = lineTexts.add("unknown", status, identifiersBeside(located, identifiers));
    return addWord(lines, located, "unknown", text);
  }

  function addCounters({ counters: counted, lines: all }: Callback): boolean {
    if (!hasCounters(counted)) return false;
    return counters.add(counted, own.end() ?? countOwnLines(all, ({ status }) => kindOf(status), batched));
  }

  return {
    devices,
    lines,
    lineTexts,
    activations,
    activationTexts,
    faults,
    counters,
    operator,
    overrule({ identifiers, status }) {
      const [device, ...others] = devices.find(identifiers);
      if (device === undefined || others.length > 0) return;
      operator.set(device, { kind: meaningOfWord(status, operation) ?? "unknown", text: status });
    },
    get hasSuccess() {
      return hasSuccess;
    },
    get unactivated() {
      return unactivated;
    },
    get surplus() {
      return outsiders.count;
    },
    add(callback) {
      const before = devices.changes + outsiders.changes;
      const isNewLine = addLines(callback);
      // A fault of an activation that names no device is one of the whole request.
      const isOfOne = isUpload ? speaksOfActivation(callback) : callback.device.length > 0;
      const news = isOfOne ? [addActivation(callback)] : [faults.add(callback), addCounters(callback)];
      return isNewLine || news.includes(true) || devices.changes + outsiders.changes > before;
    },
  };
}

function hasCounters({ total, pending, success, failed }: CallbackCounters): boolean {
  return [total, pending, success, failed].some((counter) => counter !== undefined);
}

/** A device with two different identifiers of a kind contradicts itself. */
function repeatsKind(identifiers: readonly CallbackIdentifier[]): boolean {
  for (let at = 1; at < identifiers.length; at++) {
    for (let before = 0; before < at; before++) {
      if (identifiers[at]?.kind === identifiers[before]?.kind) return true;
    }
  }
  return false;
}
