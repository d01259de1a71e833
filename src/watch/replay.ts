import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { errorCode, VzuploadError } from "../errors.ts";
import type { Store } from "../store/store.ts";
import type { Callback } from "../uws/callback.ts";
import { readCallback } from "../uws/callback-reader.ts";
import type { Board } from "./board.ts";
import { findJobsOfRequests } from "./put-target.ts";

export interface ReplayOptions {
  readonly paths: readonly string[];
  readonly board: Board;
  readonly store: Store;
  /** Requests that are not on the board are put on it; else their callbacks are only counted. */
  readonly anyRequest: boolean;
  readonly interrupt: AbortSignal;
  readonly onFile: (path: string, callback: Callback) => void;
}

export interface Replayed {
  /** Callbacks of requests that are not watched. */
  readonly others: number;
  /** Files that are no callbacks, as errors; the others counted all the same. */
  readonly errors: readonly VzuploadError[];
}

/** Tallies saved callbacks, one a file; of a directory its files, by name. Errors: VzuploadError "usage" for a path that is not there. */
export async function replayCallbacks(options: ReplayOptions): Promise<Replayed> {
  const { board, store, anyRequest } = options;
  const errors: VzuploadError[] = [];
  let others = 0;
  for (const path of options.paths.flatMap(filesOf)) {
    if (options.interrupt.aborted) throw new VzuploadError("interrupted", `Interrupted before ${path}.`);
    const read = readSaved(path);
    if (read instanceof VzuploadError) {
      errors.push(read);
      continue;
    }
    const { requestId } = read.callback;
    if (anyRequest && !board.requests.has(requestId)) {
      await board.addRequest(requestId, (await findJobsOfRequests(store, [requestId])).get(requestId));
    }
    if (board.requests.has(requestId)) board.take(read.callback, read.savedAt);
    else others++;
    options.onFile(path, read.callback);
  }
  return { others, errors };
}

function filesOf(path: string): readonly string[] {
  try {
    if (!statSync(path).isDirectory()) return [path];
    const files = readdirSync(path, { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.map(({ name }) => join(path, name)).sort();
  } catch (cause) {
    throw new VzuploadError("usage", `--replay: cannot read ${path}: ${errorCode(cause) ?? "unreadable"}.`, {
      hint: "Name files with one saved callback each, or directories of such files.",
      cause,
    });
  }
}

interface Saved {
  readonly callback: Callback;
  /** When the file was written, ISO 8601. */
  readonly savedAt: string;
}

function readSaved(path: string): Saved | VzuploadError {
  try {
    const savedAt = statSync(path).mtime.toISOString();
    const read = readCallback(readFileSync(path));
    if (read.kind === "callback") return { callback: read.callback, savedAt };
    return new VzuploadError("input", `${path} is not a callback: ${read.refusal.message}`, {
      hint: "It was left out. Save the body of the platform's POST as it came, one a file.",
    });
  } catch (cause) {
    return new VzuploadError("input", `Cannot read ${path}: ${errorCode(cause) ?? String(cause)}.`, {
      hint: "It was left out.",
      cause,
    });
  }
}
