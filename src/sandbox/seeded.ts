import { createHash } from "node:crypto";

/** The `index`-th UUID (version 4 form) of a stream: the same seed gives the same UUIDs in every run. */
export function seededUuid(seed: number, stream: string, index: number): string {
  const hex = digest(seed, stream, index).toString("hex");
  const variant = "89ab".charAt(Number.parseInt(hex.charAt(16), 16) % 4);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}

/** The `index`-th number of a stream, from 0 up to but not including 1. */
export function seededFraction(seed: number, stream: string, index: number): number {
  return digest(seed, stream, index).readUIntBE(0, 6) / 2 ** 48;
}

/** A stream of such numbers, fast enough for every device: call it for the next one. */
export function seededGenerator(seed: number, stream: string): () => number {
  let state = digest(seed, stream, 0).readUInt32BE(0);
  // The generator known as mulberry32.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The same items in an order that the generator decides on. */
export function shuffled<T>(items: readonly T[], next: () => number): readonly T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other] as T, order[last] as T]; // as: both are within
  }
  return order;
}

function digest(seed: number, stream: string, index: number): Buffer {
  return createHash("sha256").update(`${seed}/${stream}/${index}`).digest();
}
