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

function digest(seed: number, stream: string, index: number): Buffer {
  return createHash("sha256").update(`${seed}/${stream}/${index}`).digest();
}
