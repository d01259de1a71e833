import { randomBytes } from "node:crypto";
import { linkSync, realpathSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import type { ConfigFile } from "../config/config-files.ts";
import { errorCode, VzuploadError } from "../errors.ts";
import {
  createDirectory,
  isMissing,
  replaceFileDurably,
  syncDirectory,
  writeNewFileDurably,
} from "../store/durable.ts";

/**
 * Writes a configuration file, whole and durable, or not at all; true: it has replaced one. Errors: VzuploadError "usage", also for a file
 * that is there and may not be replaced, whoever has just made it.
 */
export function writeConfigFile({ path, trust }: ConfigFile, text: string, mayReplace: boolean): boolean {
  const bytes = Buffer.from(text);
  // A project's is for all who work on it; the user's names accounts.
  const mode = trust === "project" ? 0o644 : 0o600;
  return writing(path, () => {
    createDirectory(dirname(path));
    if (!mayReplace || isMissing(path)) {
      createWhole(path, bytes, mode);
      return false;
    }
    // Of a symbolic link the file that it leads to.
    replaceFileDurably(realpathSync(path), bytes, mode);
    return true;
  });
}

/** A hard link is given its name only where nothing has it. Where there are no hard links, a crash may leave a part of the file. */
function createWhole(path: string, bytes: Uint8Array, mode: number): void {
  const temporary = `${path}.${randomBytes(4).toString("hex")}.tmp`;
  try {
    writeNewFileDurably(temporary, bytes, mode);
    linkSync(temporary, path);
  } catch (error) {
    if (!noLinks.has(errorCode(error) ?? "")) throw error;
    writeNewFileDurably(path, bytes, mode);
  } finally {
    rmSync(temporary, { force: true });
  }
  syncDirectory(dirname(path));
}

const noLinks: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

function writing<Result>(path: string, action: () => Result): Result {
  try {
    return action();
  } catch (error) {
    const cause = error instanceof VzuploadError ? error.cause : error;
    const code = errorCode(cause);
    if (code === undefined) throw error;
    if (code === "EEXIST") {
      throw new VzuploadError("usage", `There is a configuration already: ${path}.`, {
        hint: "Edit it, or replace it by one that sets nothing: --force.",
      });
    }
    throw new VzuploadError("usage", `Cannot write the configuration ${path}: ${reasons[code] ?? code}.`, {
      hint: "Choose a place that can be written to (--config, --user), or make this one writable.",
      cause,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
  ENOTDIR: "a part of the path is a file",
  EISDIR: "it is a directory",
};
