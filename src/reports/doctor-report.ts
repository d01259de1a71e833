import { exitCodes, type Outcome, strongestOutcome } from "./exit-codes.ts";

/** What is looked at, in the order in which it is told, and what people call it. */
export const checkTitles = {
  configuration: "configuration",
  state: "state directory",
  dns: "name server",
  proxy: "proxy",
  connection: "connection",
  endpoint: "endpoint",
  clock: "clock",
  session: "session",
  account: "account",
  deviceService: "DeviceService",
  carrierService: "CarrierService",
  port: "port",
  publicUrl: "public URL",
} as const;

export type CheckName = keyof typeof checkTitles;

/** What a check has found; texts are one sentence without full stop, and may hold text from outside. */
export type Finding =
  | { readonly state: "ok"; readonly found: string }
  /** Nothing is broken, but something may not be as meant. */
  | { readonly state: "warning"; readonly found: string; readonly todo: string }
  /** `outcome`: which exit code fits. */
  | { readonly state: "failure"; readonly found: string; readonly todo: string; readonly outcome: Outcome }
  /** It does not apply, or a check that it depends on has failed. */
  | { readonly state: "skipped"; readonly found: string };

export type CheckState = Finding["state"];

export type CheckResult = { readonly name: CheckName } & Finding;

/** What `doctor` says: `--json` prints it as it is, the text says the same. */
export interface DoctorReport<Configuration> {
  readonly schema: "vzupload.doctor/1";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly checks: readonly CheckResult[];
  /** What is set, and where (as `config show` has it). */
  readonly configuration: Configuration;
}

/** `interrupted`: what a signal has made of it, if one came. Warnings and what was skipped change no exit code. */
export function doctorReport<Configuration>(
  checks: readonly CheckResult[],
  configuration: Configuration,
  interrupted: Outcome | undefined,
): DoctorReport<Configuration> {
  const failures = checks.flatMap((check) => (check.state === "failure" ? [check.outcome] : []));
  const outcome = strongestOutcome(interrupted === undefined ? failures : [...failures, interrupted]);
  return { schema: "vzupload.doctor/1", outcome, exitCode: exitCodes[outcome].code, checks, configuration };
}
