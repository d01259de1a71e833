import { join } from "node:path";
import { flagName, type settings } from "../config/settings.ts";
import type { RowTermKind } from "../devices/row-terms.ts";
import { uploadTypes } from "../devices/upload-types.ts";
import { jobFiles, sourceFileName } from "../store/file-jobs.ts";
import type { JobRecord } from "../store/job-record.ts";
import { productionBaseUrl } from "../uws/operations.ts";

/** What a job was asked, and of which SKU its batches are. */
export interface AskedJob {
  readonly record: JobRecord;
  /** Undefined: several, or it is an activation. */
  readonly sku: string | undefined;
}

/** A push or activation like a job's, of another file. Without a job what has to be said is left to be filled in. */
export function pushWords(
  job: AskedJob | undefined,
  files: readonly string[],
  { hasHeader = true } = {},
): readonly string[] {
  if (job === undefined) return ["push", ...files, "--sku", "...", "--email", "..."];
  const { record, sku } = job;
  const { operation } = record;
  const reading = readingWords(record, hasHeader);
  if (operation === "ChangeDeviceState")
    return ["activate", ...files, ...reading, ...activationWords(record)];
  return [
    "push",
    ...files,
    ...reading,
    ...option("sku", flagOf(record, "sku", sku ?? "...")),
    ...option("email", record.emailAddress),
    ...(record.activate === undefined ? [] : ["--activate"]),
    ...activationWords(record),
  ];
}

/** The rows say it again; and what a file of settings says for the others is there again. */
function flagOf({ termColumns = {} }: JobRecord, term: RowTermKind, value: string | undefined) {
  const column = termColumns[term];
  return column === undefined ? value : column.flag;
}

function readingWords(record: JobRecord, hasHeader: boolean): readonly string[] {
  return [
    // The columns alone may be of another type.
    ...option("type", uploadTypes[record.uploadType].short[0]),
    ...option("columns", hasHeader ? undefined : record.columns),
    ...option("map", hasHeader ? record.map : undefined),
    ...option("delimiter", record.shape?.delimiter),
    ...option("encoding", record.shape?.encoding),
  ];
}

/** With the account, and where it went. */
function activationWords(record: JobRecord): readonly string[] {
  const { accountName, activate, endpoint } = record;
  return [
    ...option("account", accountName),
    ...option("servicePlan", flagOf(record, "plan", activate?.servicePlan)),
    ...option("zip", flagOf(record, "zip", activate?.mdnZipCode)),
    ...option("ipPool", activate?.carrierIpPoolName),
    // What went to a test system must not go to the real one.
    ...option("endpoint", endpoint === productionBaseUrl ? undefined : endpoint),
  ];
}

/** The push or activation of a job once more, which sends what is left of it; standard input is read from its kept copy. */
export function repeatWords(job: AskedJob, stateDirectory: string): readonly string[] {
  const { id, sources, columns, rejected, uploadedBy } = job.record;
  if (uploadedBy !== undefined) return ["activate", uploadedBy, ...activationWords(job.record)];
  const kept = join(stateDirectory, "jobs", id, jobFiles.sources);
  const files = sources.map(({ name }, at) =>
    name === "<stdin>" ? join(kept, sourceFileName(at, "-")) : name,
  );
  const words = pushWords(job, files, { hasHeader: columns === undefined });
  return rejected > 0 ? [...words, "--skip-invalid"] : words;
}

function option(name: keyof typeof settings, value: string | undefined): readonly string[] {
  return value === undefined ? [] : [flagName(name), value];
}
