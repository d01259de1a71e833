import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { type RegistrationCredentials, restoreRegistration } from "../registrations/restore-registration.ts";
import { type CallbackServiceReport, restoredText } from "../reports/callback-report.ts";
import { optional } from "../reports/reported-error.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import { describeHolder } from "../store/lock.ts";
import type { TemporaryRecord } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import { type CallbackFacts, type CallbackRun, restoreCommands, runCallbackCommand } from "./callback-run.ts";
import type { Invocation } from "./invocation.ts";
import { displacedCredentials } from "./registration-settings.ts";
import { leftAloneStep } from "./registration-words.ts";

/** `vzupload callback restore`: puts back what processes that are gone have displaced. Safe in a loop. */
export async function restoreCallbacks(invocation: Invocation, context: Context): Promise<number> {
  const credentials = displacedCredentials(invocation, context);
  return runCallbackCommand(invocation, context, (run) => restoreAll(run, credentials));
}

async function restoreAll(
  run: CallbackRun,
  credentials: RegistrationCredentials | undefined,
): Promise<CallbackFacts> {
  const services: CallbackServiceReport[] = [];
  const errors: unknown[] = [];
  const next: string[] = [];
  const kept = await run.store.temporaryRegistrations.list((error) => errors.push(error));
  for (const { record } of kept) {
    try {
      const report = await restoreOne(run, record, { credentials, next });
      services.push(report);
    } catch (error) {
      errors.push(error);
      services.push({
        account: record.account,
        service: record.service,
        state: "failed",
        text: `not put back: ${visibleText(record.displaced?.url ?? "nothing")}`,
      });
    }
  }
  return { operation: "restore", account: undefined, services, errors, next };
}

interface Restoring {
  readonly credentials: RegistrationCredentials | undefined;
  readonly next: string[];
}

async function restoreOne(
  run: CallbackRun,
  record: TemporaryRecord,
  { credentials, next }: Restoring,
): Promise<CallbackServiceReport> {
  const { store, endpoint, invocation, connection } = run;
  const { account, service } = record;
  if (!isSameEndpoint(record.endpoint, endpoint)) throw elsewhere(record);
  const attempt = await store.temporaryRegistrations.take(record);
  if (attempt.kind === "held") throw inUse(record, describeHolder(attempt.holder));
  try {
    const restored = await restoreRegistration(attempt.held, {
      desk: connection.deskOf(account),
      credentials,
      withoutCredentials: invocation.values.withoutCredentials ?? false,
      nowMs: Date.now(),
      commands: restoreCommands(run),
    });
    next.push(...leftAloneStep(service, account, restored, run));
    const { kind: state, url } = restored;
    return { account, service, state, ...optional("url", url), text: restoredText(restored) };
  } finally {
    await attempt.held.release();
  }
}

function elsewhere({ service, account, endpoint }: TemporaryRecord): VzuploadError {
  return new VzuploadError(
    "usage",
    `${service} of account ${visibleText(account)} is to be put back at ${endpoint}, which is not the endpoint that is set.`,
    { hint: `Repeat this with --endpoint ${endpoint}` },
  );
}

function inUse({ service, account }: TemporaryRecord, holder: string): VzuploadError {
  return new VzuploadError(
    "network",
    `${service} of account ${visibleText(account)} is registered for a time by ${holder}, which will put back what it displaced.`,
    { hint: "End that one (Ctrl-C): it puts everything back." },
  );
}
