import type { DoneState } from "../verdict/line-states.ts";
import { type DoubtfulBatch, type DoubtStepOptions, doubtSteps } from "./next-steps.ts";
import { formatDevices } from "./text.ts";
import type { WatchReport } from "./watch-report-types.ts";

/** Commands are ready to be pasted; `undefined` where there is none. */
export interface WatchStepOptions extends DoubtStepOptions {
  /** Records the operator's word on lines of the watched job; undefined: no ledger has them. */
  readonly resolveLines: string | undefined;
  /** What is wanted of the lines. */
  readonly done: DoneState;
  /** Goes on with this watch; undefined: there is nothing to go on with. */
  readonly watchAgain: string | undefined;
  /** Write the failed rows of what was watched into a file. */
  readonly withFailedFile: readonly string[];
  /** Makes the command that pushes a file of failed rows. */
  readonly push: (file: string) => string;
  /** Resumes the job, or pushes its inputs again: sends only what is not sent yet. */
  readonly repeatPush: string | undefined;
  readonly doubtfulBatches: readonly DoubtfulBatch[];
  /** What to do with rows that were refused before sending. */
  readonly leftOut: readonly string[];
  /** Where the platform mails its report to. */
  readonly emailAddress: string | undefined;
  /** Counts the callbacks that were kept although their credentials were wrong. */
  readonly countQuarantine: string;
}

/** What to do after a watch, as commands wherever there is one. */
export function watchNextSteps(report: WatchReport, options: WatchStepOptions): readonly string[] {
  if (report.outcome === "bug" || report.outcome === "usage") return [];
  // Its state has gone, and what failed in it has not failed at Verizon.
  if (report.rehearsal) return [];
  return [
    ...credentialSteps(report, options),
    ...unsentSteps(report, options),
    ...doubtSteps(options.doubtfulBatches, options),
    ...unclearSteps(report, options),
    ...waitSteps(report, options),
    ...failedSteps(report, options),
    ...activationSteps(report),
  ];
}

/** Who knows a RequestId of ours is rather the platform: then it is the expected password that is wrong. Of no matter where all is told. */
function credentialSteps(report: WatchReport, { countQuarantine }: WatchStepOptions): readonly string[] {
  if (hasAllTold(report) || (report.turnedAway["ownCredentials"] ?? 0) === 0) return [];
  return [
    "compare --callback-username and the callback password with what is registered",
    `callbacks with other credentials are kept apart and count for nothing; to see what they say: ${countQuarantine}`,
  ];
}

/** No machine can know these: a wrong guess sends a device twice, or never. */
function unclearSteps({ lines, requests, files }: WatchReport, options: WatchStepOptions): readonly string[] {
  const devices = lines.unknown + lines.inconsistent;
  const unclear = requests.filter(
    ({ states, disagreement, surplus }) =>
      (states.unknown ?? 0) + (states.inconsistent ?? 0) > 0 || disagreement !== undefined || surplus > 0,
  );
  if (devices === 0 && unclear.length === 0) return [];
  const ids = unclear.slice(0, namedRequests).map(({ requestId }) => requestId);
  if (unclear.length > ids.length) ids.push(`${unclear.length - ids.length} more`);
  const under = ids.length === 0 ? "" : ` of RequestId ${ids.join(", ")}`;
  const which = devices === 0 ? "the devices" : formatDevices(devices);
  const results = files.find(({ kind }) => kind === "results");
  const where = results === undefined ? "" : ` (state unknown or inconsistent in ${results.path})`;
  return [
    `ask Verizon what became of ${which}${under}${where}; until then do not send them again`,
    ...(devices === 0 ? [] : lineSteps(options)),
  ];
}

function lineSteps({
  resolveLines,
  done,
}: Pick<WatchStepOptions, "resolveLines" | "done">): readonly string[] {
  if (resolveLines === undefined) return [];
  return [`record what you are told in a CSV of identifiers and status (${done} or failed): ${resolveLines}`];
}

const namedRequests = 5;

function hasAllTold({ complete, outcome }: WatchReport): boolean {
  return complete && outcome !== "notComplete";
}

function waitSteps(
  report: WatchReport,
  { watchAgain, emailAddress, resolveLines, done }: WatchStepOptions,
): readonly string[] {
  if (hasAllTold(report)) return [];
  const { lines, until } = report;
  const again = watchAgain === undefined ? [] : [`go on waiting (what has come is kept): ${watchAgain}`];
  if (lines.pending === 0 || lines.awaiting > 0 || until === "activated") return again;
  const address = emailAddress === undefined ? "" : ` to ${emailAddress}`;
  return [
    `the platform has ${formatDevices(lines.pending)} in hand; perhaps no callback follows: the report that it mails${address} has the verdict`,
    ...lineSteps({ resolveLines, done }),
    ...again,
  ];
}

function unsentSteps({ lines }: WatchReport, { repeatPush }: WatchStepOptions): readonly string[] {
  if (lines.notSent === 0 || repeatPush === undefined) return [];
  return [`for the rest (sends only what is not sent yet): ${repeatPush}`];
}

function failedSteps(
  { lines, alreadySent, files }: WatchReport,
  options: WatchStepOptions,
): readonly string[] {
  const { push, withFailedFile, leftOut } = options;
  const taken = (alreadySent.failed ?? 0) + (alreadySent.refused ?? 0);
  const told = lines.failed + lines.refused + taken;
  if (told + lines.rejected === 0) return [];
  const failed = files.filter(({ kind }) => kind === "failed");
  if (failed.length > 0)
    return failed.map(({ path }) => `mend what is wrong with the rows of ${path}, then: ${push(path)}`);
  return [
    ...(told === 0 ? [] : withFailedFile).map(
      (command) => `to have the failed rows in a file of their own: ${command}`,
    ),
    ...(lines.rejected === 0 ? [] : leftOut),
  ];
}

/** A push would find these devices uploaded, and leave them out. */
function activationSteps({ activations }: WatchReport): readonly string[] {
  const { failed = 0, unknown = 0, inconsistent = 0 } = activations;
  if (failed + unknown + inconsistent === 0) return [];
  return [
    `activate ${formatDevices(failed + unknown + inconsistent)} after a look at each (vzupload activate, or the portal); do not push them again`,
  ];
}
