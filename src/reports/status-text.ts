import type { BatchCounts } from "../verdict/job-standing.ts";
import { visibleText } from "../visible-text.ts";
import type { DamagedJob, JobList, JobReport, ListedJob } from "./status-report-types.ts";
import { formatAge, formatCount, formatNumber } from "./text.ts";

/** The list of jobs for people, a line each. */
export function jobListText(list: JobList, nowMs: number): readonly string[] {
  const { jobs, older, stateDirectory, next } = list;
  if (jobs.length === 0 && older === 0) return [`no jobs in ${visibleText(stateDirectory)}`];
  const rows = jobs.map((job) => cellsOf(job, nowMs));
  return [
    ...alignColumns([headings, ...rows]),
    ...(older === 0 ? [] : [olderText(older, jobs.length + older)]),
    ...next.map((step) => `next: ${step}`),
  ];
}

/** Of a job, in a word or two. */
export const jobStateTexts = {
  sending: "sending",
  inDoubt: "in doubt",
  unfinished: "unfinished",
  refused: "refused",
  accepted: "accepted",
  done: "done",
  damaged: "damaged",
} as const satisfies Record<JobReport["state"] | "damaged", string>;

const headings: readonly string[] = ["job", "age", "state", "rows", "batches", "SKU", "sources"];
const ageColumn = 1;
/** Of "59 min ago": the table does not change its shape by the minute. */
const ageWidth = 10;
const alignedRight: ReadonlySet<number> = new Set([ageColumn, 3]);

function cellsOf(job: ListedJob | DamagedJob, nowMs: number): readonly string[] {
  const age = formatAge(nowMs - Date.parse(job.createdAt));
  const head = [job.job, age, jobStateTexts[job.state]];
  if (job.state === "damaged") return [...head, "", visibleText(job.error.message)];
  const { rows, batches, skus, sources, request } = job;
  const what = request === "ChangeDeviceState" ? "(activation)" : listText(skus);
  return [...head, formatCount(rows), countsText(batches), what, listText(sources)];
}

function countsText({ accepted, inDoubt, refused, notSent }: BatchCounts): string {
  const parts = [
    [accepted, "accepted"],
    [inDoubt, "in doubt"],
    [refused, "refused"],
    [notSent, "not sent"],
  ] as const;
  const told = parts.flatMap(([count, name]) => (count > 0 ? [`${formatCount(count)} ${name}`] : []));
  return told.length === 0 ? "none" : told.join(", ");
}

/** The first few. */
export function listText(names: readonly string[]): string {
  const shown = names.slice(0, shownNames).map(visibleText).join(", ");
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
}

const shownNames = 2;

function olderText(count: number, all: number): string {
  return `and ${formatNumber(count, "older one", "older ones")} that nothing is left to send of (--limit ${all} lists all)`;
}

/** How many of the jobs are listed that nothing is left to do for. */
export const defaultListed = 20;

/** Each column as wide as its widest cell; a cell behind which nothing follows, as long as it is. */
function alignColumns(rows: readonly (readonly string[])[]): readonly string[] {
  const widths = headings.map((_, column) =>
    Math.max(
      column === ageColumn ? ageWidth : 0,
      ...rows.filter((row) => column < row.length - 1).map((row) => row[column]?.length ?? 0),
    ),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0;
      if (column === row.length - 1) return cell;
      return alignedRight.has(column) ? cell.padStart(width) : cell.padEnd(width);
    });
    return cells.join("  ").trimEnd();
  });
}
