// node --import ./kill-at-write.mjs program: ends the process at one moment of its writing, or lets that write fail.
// TORTURE_POINT=<scope>:<n>:<how>; scope: ledger (of a job) or all (files that are written synchronously); n: which moment, from 1;
// how: kill (SIGKILL, so nothing can tidy up) or full (ENOSPC).
// The moments of a kill: before a write and half way; after an fsync; before and after a rename or a cut. Of a full disk: half way
// through a write; instead of an fsync, a rename, a cut.
import fs from "node:fs";
import { syncBuiltinESMExports } from "node:module";

const [scope, number, how] = process.env.TORTURE_POINT.split(":");
const { openSync, writeSync, fsyncSync, renameSync, truncateSync } = fs;
const paths = new Map();
let moments = 0;

function isCounted(path) {
  return scope === "all" || String(path).endsWith("ledger.ndjson");
}

/** A moment has come: true where it is the one. */
function isNow() {
  moments++;
  return moments === Number(number);
}

function end() {
  if (how === "kill") process.kill(process.pid, "SIGKILL");
  throw Object.assign(new Error("ENOSPC: no space left on device"), { code: "ENOSPC" });
}

fs.openSync = (path, ...more) => {
  const fd = openSync(path, ...more);
  paths.set(fd, path);
  return fd;
};

fs.writeSync = (fd, bytes, offset = 0, length = bytes.length - offset, position = null) => {
  if (isCounted(paths.get(fd) ?? "")) {
    if (how === "kill" && isNow()) end();
    if (isNow()) {
      // Sixteen bytes in place (the head of a claims file) are of one page: no process can leave half of them.
      if (length > 16) writeSync(fd, bytes, offset, length >> 1, position);
      end();
    }
  }
  return writeSync(fd, bytes, offset, length, position);
};

fs.fsyncSync = (fd) => {
  const isOne = isCounted(paths.get(fd) ?? "");
  if (isOne && how === "full" && isNow()) end();
  fsyncSync(fd);
  if (isOne && how === "kill" && isNow()) end();
};

fs.renameSync = (from, to) => {
  if (isCounted(to) && isNow()) end();
  renameSync(from, to);
  if (isCounted(to) && how === "kill" && isNow()) end();
};

fs.truncateSync = (path, length) => {
  if (isCounted(path) && isNow()) end();
  truncateSync(path, length);
  if (isCounted(path) && how === "kill" && isNow()) end();
};

syncBuiltinESMExports();
