// Takes and gives up one lock `rounds` times. While it has it, it makes a file that must not exist; prints how often it did.
import { closeSync, openSync, unlinkSync } from "node:fs";

const [lockModule = "", directory = "", witness = "", rounds = "0"] = process.argv.slice(2);
const { tryLock } = await import(lockModule);

let taken = 0;
while (taken < Number(rounds)) {
  const attempt = tryLock(directory, process.pid);
  if (attempt.kind !== "acquired") continue;
  closeSync(openSync(witness, "wx"));
  unlinkSync(witness);
  attempt.lock.release();
  taken++;
}
process.stdout.write(`${taken}\n`);
