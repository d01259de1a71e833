import { copyInto, nextCapacity } from "../devices/growing.ts";
import type { CallbackLine } from "../uws/callback.ts";
import { createDeviceWords } from "./device-words.ts";
import { createOutsiders } from "./outsiders.ts";
import type { TalliedDevices } from "./tallied-devices.ts";
import type { WordKind } from "./word-texts.ts";

/** What the lines of one callback say by themselves: how many different devices there are of each class. */
export interface OwnLines {
  readonly devices: number;
  readonly success: number;
  readonly failed: number;
  /** Pending, unknown or contradictory: may count as a success, as a failure or as neither. */
  readonly open: number;
}

/**
 * Counts the lines of one callback after the other, in passing, as long as no line speaks of a device that has been named before.
 * That is so in nearly all, and the rest is counted by `countOwnLines`.
 */
export interface OwnLinesCounter {
  begin(): void;
  /** `device`: undefined where none is named. */
  add(kind: WordKind, device: number | undefined): void;
  /** A line's devices cannot be told apart. */
  giveUp(): void;
  /** Undefined: some device was named more than once, or it looked so. */
  end(): OwnLines | undefined;
  merge(into: number, from: number): void;
}

export function createOwnLinesCounter(): OwnLinesCounter {
  let lastSeen = new Uint32Array(64);
  let callback = 0;
  let counts = emptyCounts();
  let isSimple = true;

  function reserve(device: number): void {
    if (device < lastSeen.length) return;
    const capacity = Math.max(device + 1, nextCapacity(lastSeen.length));
    lastSeen = copyInto(new Uint32Array(capacity), lastSeen);
  }

  return {
    begin() {
      callback++;
      counts = emptyCounts();
      isSimple = true;
    },
    add(kind, device) {
      counts[countedAs[kind]]++;
      if (device === undefined) return;
      reserve(device);
      if (lastSeen[device] === callback) isSimple = false;
      lastSeen[device] = callback;
    },
    giveUp() {
      isSimple = false;
    },
    end: () => (isSimple ? withTotal(counts) : undefined),
    merge(into, from) {
      reserve(Math.max(into, from));
      lastSeen[into] = Math.max(lastSeen[into] ?? 0, lastSeen[from] ?? 0);
    },
  };
}

/**
 * The same, whatever the lines: those of one device of the batch are one, and of the others those that share an identifier within
 * this callback. A line of several devices of the batch is one that may count as anything.
 */
export function countOwnLines(
  lines: readonly CallbackLine[],
  kindOf: (line: CallbackLine) => WordKind,
  batch: TalliedDevices | undefined,
): OwnLines {
  const words = createDeviceWords();
  const others = createOutsiders(batch?.size ?? 0, {
    onJoin: words.merge,
    onContradiction: words.contradict,
  });
  const counts = emptyCounts();
  for (const line of lines) {
    const [first, second] = batch?.locate(line.identifiers) ?? [];
    const device = first ?? others.locate(line.identifiers);
    if (second !== undefined) counts.open++;
    else if (device === undefined) counts[countedAs[kindOf(line)]]++;
    else words.add(device, kindOf(line));
  }
  counts.success += words.count("success");
  counts.failed += words.count("failed");
  counts.open += words.count("pending") + words.count("unknown") + words.count("mixed");
  return withTotal(counts);
}

type Counts = { -readonly [Key in keyof Omit<OwnLines, "devices">]: number };

const countedAs = {
  success: "success",
  failed: "failed",
  pending: "open",
  unknown: "open",
} as const satisfies Record<WordKind, keyof Counts>;

function emptyCounts(): Counts {
  return { success: 0, failed: 0, open: 0 };
}

function withTotal(counts: Counts): OwnLines {
  return { devices: counts.success + counts.failed + counts.open, ...counts };
}
