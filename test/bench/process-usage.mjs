import { readFileSync } from "node:fs";

/** {cpuMs, rssMiB} of a living process so far: user + system CPU (10 ms steps) and its peak RSS. Undefined: it has gone, or this is not Linux. */
export function processUsage(pid) {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    // Behind the name, which may hold anything: the fields from the third on.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1).split(" ");
    const cpuMs = (Number(fields[11]) + Number(fields[12])) * 10;
    return { cpuMs, rssMiB: Number(/VmHWM:\s+(\d+)/.exec(status)[1]) / 1024 };
  } catch {
    return undefined;
  }
}
