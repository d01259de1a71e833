import { join } from "node:path";
import { fileClaims } from "./file-claims.ts";
import { fileInbox } from "./file-inbox.ts";
import { draftJob } from "./file-job-draft.ts";
import { finishRemovals, removedRequests, removeJob } from "./file-job-removal.ts";
import { jobFiles, listJobs, openJob, readFacts, readJob } from "./file-jobs.ts";
import { fileQuarantine } from "./file-quarantine.ts";
import { fileSessions } from "./file-sessions.ts";
import { fileTemporaryRegistrations } from "./file-temporary-registrations.ts";
import { tryListenerLock } from "./listener-lock.ts";
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
    readFacts: async (id) => readFacts(jobs, id),
    openJob: async (id) => openJob(jobs, id, pid),
    lockOf: (id) => join(jobs, id, jobFiles.lock),
    listJobs: async () => listJobs(jobs),
    removeJob: async (id, mayGo) => removeJob(jobs, id, { pid, mayGo }),
    finishRemovals: async () => finishRemovals(jobs),
    removedRequests: async (known) => removedRequests(jobs, known),
    claims: (endpoint, operation) => fileClaims(stateDirectory, { endpoint, operation }, pid),
    sessions: fileSessions(stateDirectory, pid),
    inbox: fileInbox(stateDirectory),
    quarantine: fileQuarantine(stateDirectory),
    temporaryRegistrations: fileTemporaryRegistrations(stateDirectory, pid),
    listenOn: async (port) => tryListenerLock(stateDirectory, port, pid),
  };
}
