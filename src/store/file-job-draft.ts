import { createHash } from "node:crypto";
import {
  closeSync,
  createReadStream,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { errorCode } from "../errors.ts";
import {
  createDirectory,
  renameDurably,
  storeError,
  storing,
  syncDirectory,
  writeAll,
  writeNewFileDurably,
} from "./durable.ts";
import type { PlannedFact } from "./facts.ts";
import { continueJob, jobFiles, sourceFileName } from "./file-jobs.ts";
import { createJobId, type JobRecord } from "./job-record.ts";
import { formatLedgerLine } from "./ledger-line.ts";
import { liveHolder, tryLock } from "./lock.ts";
import type { JobDraft } from "./store.ts";

/** Starts a job in `<jobs>/<id>.draft`; `publish` renames that directory to `<jobs>/<id>`. */
export function draftJob(jobs: string, pid: number): JobDraft {
  createDirectory(jobs);
  removeAbandonedDrafts(jobs);
  const { id, directory } = createDraftDirectory(jobs);
  const lock = storing(directory, () => {
    mkdirSync(join(directory, jobFiles.sources), { mode: 0o700 });
    mkdirSync(join(directory, "batches"), { mode: 0o700 });
    return tryLock(join(directory, jobFiles.lock), pid);
  });
  const sources = new Map<number, { readonly fd: number; readonly path: string }>();
  let pending = true;

  return {
    id,
    writeSource(source, name, bytes) {
      const file = sources.get(source) ?? openSource(directory, source, name);
      sources.set(source, file);
      storing(file.path, () => writeAll(file.fd, bytes));
    },
    openSource(source) {
      const path = sources.get(source)?.path;
      return path === undefined ? Readable.from([]) : readKept(path);
    },
    async writeFile(name, bytes) {
      writeNewFileDurably(join(directory, name), bytes);
      return createHash("sha256").update(bytes).digest("hex");
    },
    async publish(record, planned) {
      if (lock.kind !== "acquired") throw new Error(`the lock of a fresh draft is held: ${directory}`);
      syncSources(sources);
      writeRecordAndLedger(directory, record, planned);
      for (const inner of [jobFiles.sources, "batches", "."]) syncDirectory(join(directory, inner));
      const published = join(jobs, id);
      renameDurably(directory, published);
      pending = false;
      return continueJob(published, lock.lock.movedTo(join(published, jobFiles.lock)));
    },
    async discard() {
      if (!pending) return;
      pending = false;
      for (const { fd } of sources.values()) closeSync(fd);
      sources.clear();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

function createDraftDirectory(jobs: string): { readonly id: string; readonly directory: string } {
  for (;;) {
    const id = createJobId(new Date());
    const directory = join(jobs, `${id}.draft`);
    if (storing(directory, () => makeNewDirectory(directory))) return { id, directory };
  }
}

function makeNewDirectory(path: string): boolean {
  try {
    mkdirSync(path, { mode: 0o700 });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

/** What a killed push left behind before its job was published: nothing of it was sent. */
function removeAbandonedDrafts(jobs: string): void {
  const names = storing(jobs, () => readdirSync(jobs));
  for (const name of names.filter((each) => each.endsWith(".draft"))) removeIfAbandoned(join(jobs, name));
}

function removeIfAbandoned(draft: string): void {
  try {
    if (isOld(draft) && liveHolder(join(draft, jobFiles.lock)) === undefined) {
      rmSync(draft, { recursive: true, force: true });
    }
  } catch {
    // Somebody else's, or removed by somebody else right now: no reason not to push.
  }
}

/** A fresh draft may not have its lock yet. */
function isOld(path: string): boolean {
  const modified = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
  return modified !== undefined && Date.now() - modified > 3_600_000;
}

function openSource(
  directory: string,
  source: number,
  name: string,
): { readonly fd: number; readonly path: string } {
  const path = join(directory, jobFiles.sources, sourceFileName(source, name));
  return { path, fd: storing(path, () => openSync(path, "wx", 0o600)) };
}

async function* readKept(path: string): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of createReadStream(path)) yield chunk;
  } catch (error) {
    throw storeError(path, error);
  }
}

function syncSources(sources: Map<number, { readonly fd: number; readonly path: string }>): void {
  for (const [source, { fd, path }] of sources) {
    sources.delete(source);
    storing(path, () => {
      try {
        fsyncSync(fd);
      } finally {
        closeSync(fd);
      }
    });
  }
}

function writeRecordAndLedger(directory: string, record: JobRecord, planned: readonly PlannedFact[]): void {
  const lines = planned.map((fact) => formatLedgerLine({ ...fact, at: record.createdAt }));
  writeNewFileDurably(join(directory, jobFiles.ledger), Buffer.from(lines.join("")));
  writeNewFileDurably(join(directory, jobFiles.record), Buffer.from(`${JSON.stringify(record, null, 2)}\n`));
  syncDirectory(dirname(directory));
}
