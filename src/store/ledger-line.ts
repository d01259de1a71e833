import { crc32 } from "node:zlib";
import type { RecordedFact } from "./facts.ts";

/** One ledger line: `{"crc":"<CRC-32 of the fact's text, 8 hex>","fact":{...}}` and a line feed. */
export function formatLedgerLine(fact: RecordedFact): string {
  const text = JSON.stringify(fact);
  return `${head}${checksum(text)}${middle}${text}${tail}\n`;
}

/** The fact of a line (without its line feed), or undefined when the line is damaged. */
export function parseLedgerLine(line: string): RecordedFact | undefined {
  const factAt = head.length + 8 + middle.length;
  const text = line.slice(factAt, -tail.length);
  const whole = `${head}${checksum(text)}${middle}${text}${tail}`;
  return whole === line ? (JSON.parse(text) as RecordedFact) : undefined; // as: the CRC says that we wrote it
}

const head = '{"crc":"';
const middle = '","fact":';
const tail = "}";

function checksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}
