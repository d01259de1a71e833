import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { main } from "../dist/cli/main.js";

const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));

// undici parses HTTP in WebAssembly; V8 would go on optimising it in the background and hold up the exit by 60 ms.
setFlagsFromString("--liftoff-only");

// The first signal asks to stop: a request in flight is finished and recorded. The second ends the process at once.
const interrupt = new AbortController();
const lastWords = new Set();
const signals = { SIGINT: 130, SIGTERM: 143, ...(process.platform === "win32" ? { SIGBREAK: 130 } : {}) };
for (const [signal, exitCode] of Object.entries(signals)) {
  process.on(signal, () => {
    if (interrupt.signal.aborted) {
      patient(process.stderr).write(
        "ended at once; what was in flight may be in doubt: vzupload status newest\n",
      );
      for (const line of lastWords) process.stderr.write(`${line}\n`);
      process.exit(exitCode);
    }
    interrupt.abort(signal);
  });
}
// The terminal has gone. Never the second signal: a shell that ends sends one of its own after the system's.
// Node.js does not leave it ignored below nohup, either: unhandled it would end the process as kill -9 does.
process.on("SIGHUP", () => {
  if (!interrupt.signal.aborted) interrupt.abort("SIGTERM");
});

// A reader that has gone (`| head -1`) is no reason to stop sending: the results are in the ledger.
// No more is a full disk behind it one, but then the exit code must not be 0.
let lostOutput;

function patient(stream) {
  if (stream.listenerCount("error") === 0) {
    stream.on("error", (error) => {
      if (error.code !== "EPIPE") lostOutput = error;
      // Node.js never destroys a standard stream; the commands ask for this to say that something was lost.
      Object.defineProperty(stream, "destroyed", { value: true, configurable: true });
    });
  }
  return stream;
}

const exitCode = await main(process.argv.slice(2), version, {
  // Getters: each stream costs a few milliseconds, and --help needs one of them.
  get stdin() {
    return process.stdin;
  },
  get stdout() {
    return patient(process.stdout);
  },
  get stderr() {
    return patient(process.stderr);
  },
  env: process.env,
  cwd: process.cwd(),
  platform: process.platform,
  pid: process.pid,
  sleep: (ms, signal) => sleep(ms, undefined, { signal }).catch(() => {}),
  lastWords,
  interrupt: interrupt.signal,
});

if (lostOutput !== undefined)
  patient(process.stderr).write(`error: cannot write the output: ${lostOutput.message}\n`);
process.exitCode = lostOutput !== undefined && exitCode === 0 ? 2 : exitCode;
