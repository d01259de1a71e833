import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { RegistrationDesk } from "../registrations/registration-desk.ts";
import { isSameUrl } from "../registrations/same-url.ts";
import { type CallbackServiceReport, temporaryText } from "../reports/callback-report.ts";
import type { KeptTemporary } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import {
  type CallbackFacts,
  type CallbackRun,
  forEachService,
  restoreCommands,
  runCallbackCommand,
  temporaryOf,
  temporaryReport,
} from "./callback-run.ts";
import type { Invocation } from "./invocation.ts";
import { registrationAccount } from "./registration-connection.ts";
import { namedServices } from "./registration-settings.ts";

/** `vzupload callback unregister`: ends registrations of services that are named. */
export async function unregisterCallbacks(invocation: Invocation, context: Context): Promise<number> {
  const account = registrationAccount(invocation);
  const services = namedServices(invocation);
  if (services === undefined) {
    throw new VzuploadError("usage", "--service is missing: which registration is to end.", {
      hint: "Add --service DeviceService, --service CarrierService, or both.",
    });
  }
  return runCallbackCommand(invocation, context, (run) => unregister(run, { account, services }));
}

interface AskedEnd {
  readonly account: string;
  readonly services: readonly string[];
}

async function unregister(run: CallbackRun, { account, services }: AskedEnd): Promise<CallbackFacts> {
  const desk = run.connection.deskOf(account);
  const before = await desk.list();
  const kept = await temporaryOf(run, account);
  const only = run.invocation.values.url;
  const done = await forEachService(services, account, async (service) => {
    const there = before.get(service);
    refuseToEnd({ service, there, only, temporary: kept.get(service) }, run);
    return endOne(desk, { account, service }, there);
  });
  return { operation: "unregister", account, next: [], ...done };
}

interface EndQuestion {
  readonly service: string;
  readonly there: string | undefined;
  /** --url */
  readonly only: string | undefined;
  readonly temporary: KeptTemporary | undefined;
}

function refuseToEnd({ service, there, only, temporary }: EndQuestion, run: CallbackRun): void {
  if (there === undefined) return;
  if (only !== undefined) {
    if (isSameUrl(there, only)) return;
    throw new VzuploadError(
      "usage",
      `${service} is registered to ${visibleText(there)}, and not to ${visibleText(only)}: it stays so.`,
      { hint: "To end that registration, name its URL, or leave --url out." },
    );
  }
  if (temporary === undefined || !isSameUrl(there, temporary.record.url)) return;
  throw new VzuploadError(
    "usage",
    `${service} is registered to ${visibleText(there)}, which is ${temporaryText(temporaryReport(temporary))}.`,
    {
      hint:
        temporary.holder === undefined
          ? `To put back what it displaced: ${restoreCommands(run).restore}. To end it all the same, name it with --url.`
          : "It is put back when that process ends. To end it all the same, name it with --url.",
    },
  );
}

async function endOne(
  desk: RegistrationDesk,
  which: { readonly account: string; readonly service: string },
  there: string | undefined,
): Promise<CallbackServiceReport> {
  if (there === undefined) return { ...which, state: "unchanged", text: "nothing was registered" };
  await desk.unregister(which.service);
  return {
    ...which,
    state: "unregistered",
    displaced: there,
    text: `unregistered ${visibleText(there)}: callbacks go nowhere now`,
  };
}
