// Removes every job, saying each that has gone, until it is killed.
import { writeSync } from "node:fs";

const [compiled = "", location = ""] = process.argv.slice(2);
const { createFileStore } = await import(`${compiled}/store/file-store.js`);

const store = createFileStore(location, process.pid);
for (const id of await store.listJobs()) {
  writeSync(1, `removing ${id}\n`);
  const { kind } = await store.removeJob(id, () => true);
  writeSync(1, `${kind} ${id}\n`);
}
