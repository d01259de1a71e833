import type { PushReport } from "../../src/reports/report-types.ts";
import type { WatchReport } from "../../src/reports/watch-report-types.ts";
import type { InputDevices } from "./input-files.ts";
import { acceptedCalls, batchesOf, boundRequestIds, devicesKey, readJobs } from "./ledgers.ts";
import { type EndedProcess, killedCode, type TortureWorld } from "./world.ts";

/** What is wrong, in words; empty is good. */
export type Violations = readonly string[];

/** The document of a push or resume with --json, if it got so far. */
export function pushReportOf({ stdout }: EndedProcess): PushReport | undefined {
  const document = parseDocument(stdout);
  return document?.["schema"] === "vzupload.push/1" ? (document as unknown as PushReport) : undefined; // as: by its schema
}

/** The document of a watch with --json. */
export function watchReportOf({ stdout }: EndedProcess): WatchReport | undefined {
  const document = parseDocument(stdout);
  return document?.["schema"] === "vzupload.watch/1" ? (document as unknown as WatchReport) : undefined; // as: by its schema
}

function parseDocument(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** How many devices of the input the platform has. */
export function acceptedDevices(world: TortureWorld, { devices }: InputDevices): number {
  return devices.filter(([first = ""]) => world.devices.times(first) > 0).length;
}

/** Whether exit code and accounting of a process that has just ended agree with each other and with the platform. */
export function judgeProcess(run: EndedProcess, world: TortureWorld, input: InputDevices): Violations {
  const { exitCode, signals, words } = run;
  const name = `${words.join(" ")} (exit ${exitCode})`;
  const found: string[] = [];
  const demand = (holds: boolean, text: string) => {
    if (!holds) found.push(`${name}: ${text}\n${run.stderr}`);
  };
  demand(exitCode !== 1, "a bug by its own word");
  demand(exitCode !== 130 || signals.includes("SIGINT"), "interrupted by nobody");
  demand(exitCode !== 143 || signals.includes("SIGTERM"), "terminated by nobody");
  const report = pushReportOf(run);
  if (report === undefined) {
    const isPush =
      words[0] === "push" || words[0] === "activate" || (words[0] === "resume" && words.includes("--json"));
    const isExpected =
      exitCode === killedCode || signals.length > 0 || parseDocument(run.stdout) !== undefined;
    demand(!isPush || isExpected, "no document");
    return found;
  }
  const { lines, rows } = report;
  const sum = Object.values(lines).reduce((total, count) => total + count, 0);
  const accepted = acceptedDevices(world, input);
  // A signal may come behind its last word.
  const isCut = exitCode === killedCode || ((exitCode === 130 || exitCode === 143) && signals.length > 0);
  demand(report.exitCode === exitCode || isCut, `the document says ${report.exitCode}`);
  demand(sum === rows, `${sum} lines are accounted for, of ${rows}`);
  const told = rows - lines.rejected - lines.notSent - lines.inDoubt - lines.refused;
  demand(told <= accepted, `says that the platform has ${told}, it has ${accepted}`);
  const all = input.devices.length + input.bad.length;
  const isWhole = rows === all;
  switch (exitCode) {
    case 0:
    case 8:
    case 9:
      demand(isWhole, `speaks of ${rows} rows, of ${all}`);
      demand(accepted === input.devices.length, `the platform has ${accepted} of ${input.devices.length}`);
      demand(lines.notSent + lines.inDoubt + lines.refused === 0, `tells of ${JSON.stringify(lines)}`);
      demand(exitCode !== 0 || lines.rejected + lines.failed === 0, `tells of ${JSON.stringify(lines)}`);
      break;
    case 7:
      demand(lines.inDoubt + lines.unknown + lines.inconsistent > 0, "nothing is in doubt");
      break;
    case 6:
      demand(lines.inDoubt === 0, "something is in doubt");
      break;
    case 5:
      demand(lines.refused > 0 && lines.inDoubt === 0, `tells of ${JSON.stringify(lines)}`);
      break;
  }
  return found;
}

/** Whether nothing was sent twice, and whatever the platform has is known or known to be in doubt. Holds at any moment. */
export async function judgeState(world: TortureWorld): Promise<Violations> {
  const jobs = await readJobs(world);
  const bound = boundRequestIds(jobs);
  const batches = jobs.flatMap((job) => batchesOf(job, world));
  const unknown = acceptedCalls(world).filter(({ requestId, deviceKeys }) => {
    if (bound.has(requestId)) return false;
    const devices = devicesKey(deviceKeys ?? []);
    return !batches.some((batch) => batch.wasSent && batch.devices === devices);
  });
  return [
    ...[...world.devices.repeated].map(([device, times]) => `${device} was accepted ${times} times`),
    ...unknown.map(
      ({ requestId }) => `RequestId ${requestId} is in no ledger, and its devices were never in doubt`,
    ),
  ];
}

/** Whether the platform has all devices of the input and no others. */
export function judgeEnd(world: TortureWorld, input: InputDevices): Violations {
  const lost = input.devices.length - acceptedDevices(world, input);
  const others = world.devices.distinct + lost - input.devices.length;
  return [
    ...(lost === 0 ? [] : [`${lost} devices are lost`]),
    ...(others === 0 ? [] : [`the platform has ${others} devices that are not of the input`]),
  ];
}
