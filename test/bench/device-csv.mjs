import { once } from "node:events";
import { createWriteStream } from "node:fs";

/**
 * Writes a CSV of `rows` IMEI and ICCID pairs with valid check digits, all different; the same `seed` (0 to 99) gives the
 * same file, another one gives other devices. Up to 1,000,000 rows.
 */
export async function writeDeviceCsv(path, rows, seed = 0) {
  const file = createWriteStream(path);
  let text = "IMEI,ICCID\n";
  for (let row = 0; row < rows; row++) {
    text += deviceLine(row, seed);
    if (text.length < 65_536) continue;
    if (!file.write(text)) await once(file, "drain");
    text = "";
  }
  file.end(text);
  await once(file, "close");
}

function deviceLine(row, seed) {
  const { imei, iccid } = devicePair(row, seed);
  return `${imei},${iccid}\n`;
}

/**
 * The device of a row. Its serial number is the row times a prime: they lie scattered, as in a file that was not sorted, and no
 * two are the same.
 */
export function devicePair(row, seed = 0) {
  const serial = String((row * 700_001) % 1_000_000).padStart(6, "0");
  const block = String(seed).padStart(2, "0");
  return {
    imei: withLuhnDigit(`358755${block}${serial}`),
    iccid: withLuhnDigit(`89148000000${block}${serial}`),
  };
}

function withLuhnDigit(digits) {
  let sum = 0;
  for (let at = digits.length - 1, double = true; at >= 0; at--, double = !double) {
    const value = Number(digits[at]) * (double ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return digits + ((10 - (sum % 10)) % 10);
}
