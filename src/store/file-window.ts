import { closeSync, openSync, readSync } from "node:fs";
import { errorCode, VzuploadError } from "../errors.ts";
import { storing } from "./durable.ts";

/** The first `size` bytes of a file, read front to back in large pieces. */
export interface FileWindow extends OpenFileWindow {
  close(): void;
}

/** The same over a file that is somebody else's to close. */
export interface OpenFileWindow {
  readonly size: number;
  /**
   * At least so many bytes from `position` on, or all up to `size`; valid until the next call. Where every call names a multiple of
   * four, they begin at one in their ArrayBuffer, too.
   */
  bytesAt(position: number, bytes: number): Buffer;
}

/** Undefined: there is no such file. */
export function openFileWindow(path: string, size: number): FileWindow | undefined {
  const fd = openExisting(path);
  if (fd === undefined) return undefined;
  return { ...windowOver(fd, path, size), close: () => closeSync(fd) };
}

/** `path` is for messages. */
export function windowOver(fd: number, path: string, size: number): OpenFileWindow {
  let buffer = Buffer.alloc(0);
  let start = 0;
  let length = 0;
  const load = (position: number, bytes: number) => {
    const wanted = Math.min(Math.max(bytes, pieceBytes), size - position);
    const known = buffer.subarray(Math.max(position - start, 0), position < start ? 0 : length);
    if (wanted > buffer.length) buffer = Buffer.allocUnsafeSlow(wanted);
    known.copy(buffer);
    start = position;
    length = known.length;
    while (length < Math.min(bytes, wanted)) {
      const read = readSync(fd, buffer, length, wanted - length, start + length);
      if (read === 0) throw shortened(path, start + length);
      length += read;
    }
  };
  return {
    size,
    bytesAt(position, bytes) {
      const end = Math.min(position + bytes, size);
      if (position < start || end > start + length) storing(path, () => load(position, bytes));
      return buffer.subarray(position - start, length);
    },
  };
}

const pieceBytes = 1 << 20;

function openExisting(path: string): number | undefined {
  return storing(path, () => {
    try {
      return openSync(path, "r");
    } catch (error) {
      if (errorCode(error) === "ENOENT") return undefined;
      throw error;
    }
  });
}

function shortened(path: string, at: number): VzuploadError {
  return new VzuploadError("store", `The file ${path} was cut off at byte ${at} while it was read.`, {
    hint: "Nothing but vzupload may write into the state directory; restore the file from a backup.",
  });
}
