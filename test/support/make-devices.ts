import { once } from "node:events";
import { createWriteStream } from "node:fs";

/** An IMEI and an ICCID as text. */
export interface DevicePair {
  readonly imei: string;
  readonly iccid: string;
}

/** `count` pairs with valid check digits, all different; another seed gives others (seeds 0 to 99, up to 1,000,000 pairs each). */
export function makePairs(count: number, seed = 0): DevicePair[] {
  return Array.from({ length: count }, (_, index) => makePair(index, seed));
}

/** Writes a CSV with the header IMEI,ICCID and `count` pairs, without holding them all. */
export async function writePairsCsv(path: string, count: number, seed = 0): Promise<void> {
  const file = createWriteStream(path);
  let text = "IMEI,ICCID\n";
  for (let index = 0; index < count; index++) {
    const { imei, iccid } = makePair(index, seed);
    text += `${imei},${iccid}\n`;
    if (text.length < 1 << 16) continue;
    if (!file.write(text)) await once(file, "drain");
    text = "";
  }
  file.end(text);
  await once(file, "close");
}

/** Multiplying by a prime that does not divide 1,000,000 scatters the serial numbers and keeps them different. */
function makePair(index: number, seed: number): DevicePair {
  const serial = String((index * 700_001) % 1_000_000).padStart(6, "0");
  const block = String(seed).padStart(2, "0");
  return { imei: withLuhn(`358755${block}${serial}`), iccid: withLuhn(`89148000000${block}${serial}`) };
}

/** The digits with their Luhn check digit behind them. */
export function withLuhn(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, at) => {
    const value = Number(digit) * (at % 2 === 0 ? 2 : 1);
    return total + (value > 9 ? value - 9 : value);
  }, 0);
  return digits + ((10 - (sum % 10)) % 10);
}
