import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { RestoreCommands } from "../registrations/restore-registration.ts";
import {
  type CallbackReport,
  type CallbackServiceReport,
  callbackText,
  type TemporaryReport,
} from "../reports/callback-report.ts";
import { errorLines, nextLines } from "../reports/closing-text.ts";
import { formatCommand } from "../reports/command-line.ts";
import { exitCodes, strongestOutcome } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { optional, outcomeOfThrown, reportedError } from "../reports/reported-error.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import { createFileStore } from "../store/file-store.ts";
import { describeHolder } from "../store/lock.ts";
import type { Store } from "../store/store.ts";
import type { KeptTemporary } from "../store/temporary-registrations.ts";
import { createPrinter, type Printer } from "../terminal/printer.ts";
import { type Connected, connectionWords } from "./connection-words.ts";
import { givenFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";
import { endpointSetting } from "./platform-settings.ts";
import { stateDirectory } from "./push-options.ts";
import { connectRegistrations, type RegistrationConnection } from "./registration-connection.ts";
import { printerOptions } from "./report-output.ts";

/** What a `callback` command works with. */
export interface CallbackRun {
  readonly invocation: Invocation;
  readonly context: Context;
  readonly endpoint: string;
  readonly store: Store;
  readonly printer: Printer;
  readonly connection: RegistrationConnection;
}

/** What a `callback` command has done, to make its report of. */
export interface CallbackFacts {
  readonly operation: CallbackReport["operation"];
  readonly account: string | undefined;
  readonly services: readonly CallbackServiceReport[];
  readonly warnings?: readonly string[];
  readonly errors: readonly unknown[];
  readonly next: readonly string[];
}

/** Runs a `callback` command and prints what it has to say; the number is the exit code. */
export async function runCallbackCommand(
  invocation: Invocation,
  context: Context,
  action: (run: CallbackRun) => Promise<CallbackFacts>,
): Promise<number> {
  const endpoint = endpointSetting(invocation.values.endpoint);
  const store = createFileStore(stateDirectory(invocation, context), context.pid);
  const printer = await createPrinter(printerOptions(invocation), context);
  const { sessions } = store;
  const connection = connectRegistrations(invocation, { endpoint, sessions, printer }, context);
  try {
    const run: CallbackRun = { invocation, context, endpoint, store, printer, connection };
    return print(reportOf(await action(run), run), run);
  } finally {
    printer.close();
    await connection.close();
  }
}

function reportOf(facts: CallbackFacts, { endpoint, context }: CallbackRun): CallbackReport {
  const signal = context.interrupt.reason;
  const outcome = strongestOutcome(facts.errors.map((error) => outcomeOfThrown(error, signal)));
  return {
    schema: "vzupload.callback/1",
    operation: facts.operation,
    outcome,
    exitCode: exitCodes[outcome].code,
    endpoint,
    ...optional("account", facts.account),
    services: facts.services,
    warnings: facts.warnings ?? [],
    errors: facts.errors.map(reportedError),
    next: facts.next,
  };
}

function print(report: CallbackReport, { invocation, printer }: CallbackRun): number {
  if (invocation.values.json) printer.result(jsonDocument(report));
  else for (const line of callbackText(report)) printer.result(`${line}\n`);
  for (const line of [...errorLines(report.errors), ...nextLines(report.next)]) printer.line(line);
  return report.exitCode;
}

/** Tells of a URL before anything is sent. */
export function showWarnings(warnings: readonly string[], printer: Printer): void {
  for (const text of warnings) printer.line({ level: "warning", text: `warning: ${text}` });
}

/** The temporary registrations of an account at the platform, by service. `onDamaged`: as of `TemporaryRegistrations.list`. */
export async function temporaryOf(
  { store, endpoint }: CallbackRun,
  account: string,
  onDamaged?: (error: VzuploadError) => void,
): Promise<ReadonlyMap<string, KeptTemporary>> {
  const kept = await store.temporaryRegistrations.list(onDamaged);
  const own = kept.filter(
    ({ record }) => isSameEndpoint(record.endpoint, endpoint) && record.account === account,
  );
  return new Map(own.map((each) => [each.record.service, each]));
}

/** A kept record as a report has it. */
export function temporaryReport({ record, holder }: KeptTemporary): TemporaryReport {
  return {
    url: record.url,
    since: record.since,
    ...optional("displaced", record.displaced?.url),
    ...optional("holder", holder && describeHolder(holder)),
  };
}

/** The commands that put back what was left behind, as this command line would be given them. */
export function restoreCommands(connected: Connected & Pick<CallbackRun, "context">): RestoreCommands {
  const displaced = givenFlags(connected.invocation, ["displacedUsername", "displacedPasswordFile"]);
  const words = ["callback", "restore", ...connectionWords(connected)];
  const { platform } = connected.context;
  return {
    restore: formatCommand([...words, ...displaced], platform),
    restoreWithoutCredentials: formatCommand([...words, "--without-credentials"], platform),
  };
}

/** Does something for each service; what fails for one does not keep the others from being done. */
export async function forEachService(
  services: readonly string[],
  account: string,
  action: (service: string) => Promise<CallbackServiceReport>,
): Promise<Pick<CallbackFacts, "services" | "errors">> {
  const reports: CallbackServiceReport[] = [];
  const errors: unknown[] = [];
  for (const service of services) {
    try {
      reports.push(await action(service));
    } catch (error) {
      errors.push(error);
      const why = error instanceof VzuploadError ? "not done" : "unexpected error";
      reports.push({ account, service, state: "failed", text: why });
    }
  }
  return { services: reports, errors };
}
