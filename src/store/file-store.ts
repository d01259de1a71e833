import { createHash } from "node:crypto";
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
    claims: (endpoint) => fileClaims(join(stateDirectory, "claims"), claimsName(endpoint), pid),
    sessions: fileSessions(stateDirectory, pid),
  };
}

/** The file system's limits on names are not the URL's: a hash names the file. */
function claimsName(endpoint: string): string {
  return createHash("sha256").update(endpoint.toLowerCase()).digest("hex").slice(0, 16);
}
