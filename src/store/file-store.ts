import { join } from "node:path";
import { fileClaims } from "./file-claims.ts";
import { draftJob } from "./file-job-draft.ts";
import { readJob } from "./file-jobs.ts";
import { fileSessions } from "./file-sessions.ts";
import type { Store } from "./store.ts";

/**
 * The embedded store: files below one state directory, nothing created before the first write.
 * `pid` is written into locks.
 */
export function createFileStore(stateDirectory: string, pid: number): Store {
  const jobs = join(stateDirectory, "jobs");
  return {
    location: stateDirectory,
    draftJob: async () => draftJob(jobs, pid),
    readJob: async (id) => readJob(jobs, id),
    claims: (endpoint) => fileClaims(stateDirectory, endpoint, pid),
    sessions: fileSessions(stateDirectory, pid),
  };
}
