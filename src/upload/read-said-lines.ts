import { createReadStream } from "node:fs";
import { createCsvReader } from "../csv/csv-reader.ts";
import { identifierOfHeader } from "../csv/header-names.ts";
import { type IdentifierKind, identifiers } from "../devices/identifiers.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { CallbackLine } from "../uws/callback.ts";
import { doneStates } from "../verdict/line-states.ts";
import { meaningOfWord } from "../verdict/operator-words.ts";
import { visibleText } from "../visible-text.ts";

/** A row of a file of verdicts. */
export interface SaidRow extends CallbackLine {
  /** 1-based. */
  readonly line: number;
}

/** A file of verdicts. */
export interface SaidFile {
  /** For messages. */
  readonly name: string;
  readonly rows: readonly SaidRow[];
}

/**
 * The verdicts in a CSV file: a header with one or more identifiers and a status, a row for each device. The status is a final text of the
 * platform, or plainly "uploaded" ("activated", of an activation) or "failed". Errors: VzuploadError "input", naming file and line.
 */
export async function readSaidLines(
  path: string,
  name: string,
  operation: JobOperation,
): Promise<readonly SaidRow[]> {
  const rows: SaidRow[] = [];
  let plan: SaidColumns | undefined;
  const reader = createCsvReader(name, (row, line) => {
    if (plan === undefined) plan = planColumns(row, `${name}:${line}`);
    else rows.push(saidRow(row, line, plan, { name, operation }));
    if (rows.length > maxRows) throw tooLong(name);
  });
  try {
    for await (const chunk of createReadStream(path)) reader.write(chunk as Buffer); // as: no encoding is set
  } catch (cause) {
    if (cause instanceof VzuploadError || errorCode(cause) === undefined) throw cause;
    throw new VzuploadError("input", `Cannot read ${name} (${errorCode(cause)}).`, { cause });
  }
  await reader.end();
  if (rows.length === 0) throw new VzuploadError("input", `${name} has no verdicts below its header.`);
  return rows;
}

const maxRows = 1_000_000;

interface SaidColumns {
  readonly kinds: readonly (IdentifierKind | undefined)[];
  readonly status: number;
}

function planColumns(header: readonly string[], where: string): SaidColumns {
  const kinds = header.map(identifierOfHeader);
  const statuses = header.flatMap((cell, column) => (statusHeader.test(cell.trim()) ? [column] : []));
  const [status] = statuses;
  if (status !== undefined && statuses.length === 1 && kinds.some((kind) => kind !== undefined))
    return { kinds, status };
  throw new VzuploadError(
    "input",
    `${where}: the header must name one or more identifiers (IMEI, ICCID, ...) and one status column.`,
    { hint: "For example: IMEI,ICCID,Status" },
  );
}

const statusHeader = /^(line|device|upload)?[ _-]*status$/i;

function saidRow(
  row: readonly string[],
  line: number,
  { kinds, status }: SaidColumns,
  { name, operation }: { readonly name: string; readonly operation: JobOperation },
): SaidRow {
  const text = row[status]?.trim() ?? "";
  if (meaningOfWord(text, operation) === undefined) {
    throw new VzuploadError(
      "input",
      `${name}:${line}: "${visibleText(text)}" is no verdict that vzupload knows.`,
      {
        hint: `Write a final status of the platform, or plainly ${doneStates[operation]} or failed; leave out rows that are not decided.`,
      },
    );
  }
  const named = kinds.flatMap((kind, column) => {
    const value = row[column]?.trim() ?? "";
    return kind === undefined || value === "" ? [] : [{ kind: identifiers[kind].platformKind, value }];
  });
  return { line, identifiers: named, status: text };
}

function tooLong(name: string): VzuploadError {
  return new VzuploadError("input", `${name} has more than ${maxRows} rows.`, { hint: "Split it." });
}
