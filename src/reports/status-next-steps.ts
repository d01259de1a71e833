import type { JobList } from "./status-report-types.ts";

/** What to do for a list of jobs: `command` makes one of its words. */
export function listSteps(
  jobs: JobList["jobs"],
  command: (words: readonly string[]) => string,
): readonly string[] {
  const ofState = (state: JobList["jobs"][number]["state"]) =>
    jobs.flatMap((job) => (job.state === state ? [job.job] : [])).slice(0, namedJobs);
  return [
    ...ofState("inDoubt").map((job) => `what is in doubt, and how to settle it: ${command(["status", job])}`),
    ...ofState("unfinished").map((job) => `to send what is left: ${command(["resume", job])}`),
  ];
}

const namedJobs = 3;
