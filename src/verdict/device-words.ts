import { copyInto, nextCapacity } from "../devices/growing.ts";
import { createTextSets } from "./text-sets.ts";
import type { WordKind } from "./word-texts.ts";

/** What all words on a device come to. `mixed`: two different finals, or it cannot be told from another device. */
export type WordClass = "none" | "pending" | "success" | "failed" | "unknown" | "mixed";

/** The words on each device of a request: a set, so that neither order nor repetition matters. Devices are numbered from 0. */
export interface DeviceWords {
  /** Returns whether that is new. `text`: its number (word-texts.ts); without, only the kind counts. */
  add(device: number, kind: WordKind, text?: number): boolean;
  /** The device cannot be told from another one. Returns whether that is new. */
  contradict(device: number): boolean;
  /** The two are one device: it is `into` from now on. */
  merge(into: number, from: number): void;
  classOf(device: number): WordClass;
  /** Whether such a word was said, whatever else was. */
  has(device: number, kind: WordKind): boolean;
  isContradicted(device: number): boolean;
  /** Whether there were more different texts than are kept. */
  hasMore(device: number): boolean;
  textsOf(device: number): readonly number[];
  /** How many devices are in a class; not to be asked for `none`. */
  count(wordClass: Exclude<WordClass, "none">): number;
  /** How many devices each text was said of. */
  countTexts(): ReadonlyMap<number, number>;
}

export function createDeviceWords(devices = 64): DeviceWords {
  let masks = new Uint8Array(devices);
  let sets = new Uint16Array(devices);
  const textSets = createTextSets();
  const counts = new Uint32Array(wordClasses.length);

  function reserve(device: number): void {
    if (device < masks.length) return;
    const capacity = Math.max(device + 1, nextCapacity(masks.length));
    masks = copyInto(new Uint8Array(capacity), masks);
    sets = copyInto(new Uint16Array(capacity), sets);
  }

  function setMask(device: number, mask: number): boolean {
    const before = masks[device] ?? 0;
    if (mask === before) return false;
    masks[device] = mask;
    const [left, entered] = [classOfMask[before] ?? 0, classOfMask[mask] ?? 0];
    counts[left] = (counts[left] ?? 0) - 1;
    counts[entered] = (counts[entered] ?? 0) + 1;
    return true;
  }

  function addText(device: number, text: number): boolean {
    const before = sets[device] ?? 0;
    const set = textSets.add(before, text);
    if (set === undefined) return setMask(device, (masks[device] ?? 0) | more);
    sets[device] = set;
    return set !== before;
  }

  return {
    add(device, kind, text) {
      reserve(device);
      const isNewKind = setMask(device, (masks[device] ?? 0) | kindBits[kind]);
      return (text !== undefined && addText(device, text)) || isNewKind;
    },
    contradict(device) {
      reserve(device);
      return setMask(device, (masks[device] ?? 0) | contradiction);
    },
    merge(into, from) {
      reserve(Math.max(into, from));
      for (const text of textSets.textsOf(sets[from] ?? 0)) addText(into, text);
      setMask(into, (masks[into] ?? 0) | (masks[from] ?? 0));
      setMask(from, 0);
      sets[from] = 0;
    },
    classOf: (device) => wordClasses[classOfMask[masks[device] ?? 0] ?? 0] ?? "none",
    has: (device, kind) => ((masks[device] ?? 0) & kindBits[kind]) !== 0,
    isContradicted: (device) => ((masks[device] ?? 0) & contradiction) !== 0,
    hasMore: (device) => ((masks[device] ?? 0) & more) !== 0,
    textsOf: (device) => textSets.textsOf(sets[device] ?? 0),
    count: (wordClass) => counts[wordClasses.indexOf(wordClass)] ?? 0,
    countTexts() {
      const devicesOf = new Map<number, number>();
      for (const set of sets) devicesOf.set(set, (devicesOf.get(set) ?? 0) + 1);
      const byText = new Map<number, number>();
      for (const [set, count] of devicesOf) {
        for (const text of textSets.textsOf(set)) byText.set(text, (byText.get(text) ?? 0) + count);
      }
      return byText;
    },
  };
}

const wordClasses: readonly WordClass[] = ["none", "pending", "success", "failed", "unknown", "mixed"];

/** A bit for each kind of word that was said. */
const kindBits = { success: 1, failed: 2, unknown: 4, pending: 8 } as const satisfies Record<
  WordKind,
  number
>;
const finals = kindBits.success | kindBits.failed | kindBits.unknown;
const contradiction = 16;
const more = 32;

const classOfMask = Uint8Array.from({ length: 64 }, (_, mask) => wordClasses.indexOf(classify(mask)));

/** Final beats pending; two different finals are a contradiction. */
function classify(mask: number): WordClass {
  if ((mask & contradiction) !== 0) return "mixed";
  switch (mask & finals) {
    case 0:
      return (mask & kindBits.pending) === 0 ? "none" : "pending";
    case kindBits.success:
      return "success";
    case kindBits.failed:
      return "failed";
    case kindBits.unknown:
      return "unknown";
    default:
      return "mixed";
  }
}
