// Makes a directory, as somebody without privileges or with no file descriptor left; prints how that ended.
import { openSync } from "node:fs";

const [durableModule = "", path = "", how = ""] = process.argv.slice(2);
const { createDirectory } = await import(durableModule);

// Written once before: the first use of stdout needs descriptors.
process.stdout.write("made: ");
if (how === "unprivileged" && process.getuid() === 0) process.setuid(65534);
if (how === "no descriptors") exhaust();
try {
  createDirectory(path);
  process.stdout.write("yes");
} catch (error) {
  process.stdout.write(`${error.kind}: ${error.message}`);
}

function exhaust() {
  try {
    for (;;) openSync("/dev/null", "r");
  } catch {
    // None is left.
  }
}
