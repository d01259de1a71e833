import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { RecordedFact } from "../../src/store/facts.ts";
import { formatLedgerLine, parseLedgerLine } from "../../src/store/ledger-line.ts";

/** Makes everything in the ledgers of a state directory so much older: a test cannot wait for minutes. */
export function ageLedgers(state: string, ms: number): void {
  const jobs = join(state, "jobs");
  for (const job of readdirSync(jobs)) {
    const path = join(jobs, job, "ledger.ndjson");
    const lines = readFileSync(path, "utf8").trimEnd().split("\n");
    writeFileSync(path, lines.map((line) => formatLedgerLine(older(parsed(line), ms))).join(""));
  }
}

function parsed(line: string): RecordedFact {
  const fact = parseLedgerLine(line);
  if (fact === undefined) throw new Error(`a damaged ledger line: ${line}`);
  return fact;
}

function older(fact: RecordedFact, ms: number): RecordedFact {
  const before = (at: string) => new Date(Date.parse(at) - ms).toISOString();
  const aged = { ...fact, at: before(fact.at) };
  return aged.kind === "planned" && aged.notBefore !== undefined
    ? { ...aged, notBefore: before(aged.notBefore) }
    : aged;
}
