import { randomBytes } from "node:crypto";
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  realpathSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { dirname } from "node:path";
import { errorCode, VzuploadError } from "../errors.ts";
import { renameWithPatience } from "../store/durable.ts";

/** A report file being written. Errors of its methods: VzuploadError "usage". */
export interface ReportFile<Kind extends string> {
  /** `rows`: how many lines the bytes tell of. */
  write(bytes: Uint8Array | string, rows?: number): void;
  /** Where it is until it is finished, whole behind `flush`; undefined: what it is written into is no plain file. */
  readonly temporary: string | undefined;
  flush(): void;
  /** Gives the file its name, by default the one it was opened with: until then what had it is untouched. */
  finish(name?: string): { readonly kind: Kind; readonly path: string; readonly rows: number };
  /** Takes away what is not finished. Idempotent. */
  abandon(): void;
}

/** Fails with VzuploadError "usage" where a report could not be written: better before a long wait than behind it. */
export function checkReportFile(kind: string, path: string): void {
  writing(kind, path, () => {
    if (placeOf(path) === "stream") return accessSync(path, constants.W_OK);
    accessSync(dirname(path), constants.W_OK);
  });
}

/** Writes beside the file and renames at the end; straight into what is no plain file (/dev/stdout, a named pipe). */
export function openReportFile<Kind extends string>(kind: Kind, path: string): ReportFile<Kind> {
  const attempt = <Result>(action: () => Result): Result => writing(kind, path, action);
  const { fd, target, temporary } = attempt(() => openBeside(path));
  let pending: (Uint8Array | string)[] = [];
  let pendingBytes = 0;
  let rows = 0;
  let isOpen = true;
  const flush = () => {
    const bytes = Buffer.concat(pending.map((part) => (typeof part === "string" ? Buffer.from(part) : part)));
    pending = [];
    pendingBytes = 0;
    for (let done = 0; done < bytes.length; ) done += attempt(() => writeSync(fd, bytes, done));
  };
  const close = () => {
    isOpen = false;
    closeSync(fd);
  };
  return {
    write(bytes, more = 0) {
      pending.push(bytes);
      pendingBytes += bytes.length;
      rows += more;
      if (pendingBytes > bufferBytes) flush();
    },
    temporary,
    flush,
    finish(name = path) {
      flush();
      attempt(close);
      if (temporary !== undefined) attempt(() => replace(temporary, name === path ? target : name));
      return { kind, path: name, rows };
    },
    abandon() {
      if (!isOpen) return;
      close();
      if (temporary !== undefined) rmSync(temporary, { force: true });
    },
  };
}

const bufferBytes = 65_536;

function openBeside(path: string) {
  if (placeOf(path) === "stream") return { fd: openSync(path, "w"), target: path, temporary: undefined };
  // Of a symbolic link the file that it leads to.
  const target = statSync(path, { throwIfNoEntry: false }) === undefined ? path : realpathSync(path);
  const temporary = `${target}.${randomBytes(4).toString("hex")}.part`;
  return { fd: openSync(temporary, "wx"), target, temporary };
}

function replace(temporary: string, target: string): void {
  try {
    renameWithPatience(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

function placeOf(path: string): "file" | "stream" {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory()) throw Object.assign(new Error("a directory"), { code: "EISDIR" });
  return found === undefined || found.isFile() ? "file" : "stream";
}

function writing<Result>(kind: string, path: string, action: () => Result): Result {
  try {
    return action();
  } catch (cause) {
    const code = errorCode(cause);
    if (code === undefined) throw cause;
    throw new VzuploadError("usage", `--${kind}: cannot write ${path}: ${reasons[code] ?? code}.`, {
      hint: "Name a file in a directory that exists and can be written to.",
      cause,
    });
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such directory",
  ENOTDIR: "a part of the path is a file",
  EACCES: "permission denied",
  EROFS: "the file system is read-only",
  EISDIR: "it is a directory",
  ENOSPC: "the disk is full",
  EPERM: "not permitted, or another program holds it",
  EBUSY: "another program holds it",
};
