import type { Context } from "../context.ts";
import { callbackServices } from "../registrations/callback-services.ts";
import { isSameUrl } from "../registrations/same-url.ts";
import { type CallbackServiceReport, temporaryText } from "../reports/callback-report.ts";
import type { KeptTemporary } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import {
  type CallbackFacts,
  type CallbackRun,
  restoreCommands,
  runCallbackCommand,
  temporaryOf,
  temporaryReport,
} from "./callback-run.ts";
import type { Invocation } from "./invocation.ts";
import { registrationAccount } from "./registration-connection.ts";

/** `vzupload callback list`: what is registered for an account, and what of it is so for a time only. */
export async function listCallbacks(invocation: Invocation, context: Context): Promise<number> {
  const account = registrationAccount(invocation);
  return runCallbackCommand(invocation, context, (run) => list(run, account));
}

async function list(run: CallbackRun, account: string): Promise<CallbackFacts> {
  const now = await run.connection.deskOf(account).list();
  const errors: unknown[] = [];
  const kept = await temporaryOf(run, account, (error) => errors.push(error));
  const names = new Set<string>([...callbackServices, ...[...now.keys()].sort(), ...kept.keys()]);
  const isLeftOver = [...kept.values()].some(({ holder }) => holder === undefined);
  return {
    operation: "list",
    account,
    services: [...names].map((service) => report({ account, service }, now.get(service), kept.get(service))),
    errors,
    next: isLeftOver
      ? [`to put back what a process that is gone has displaced: ${restoreCommands(run).restore}`]
      : [],
  };
}

function report(
  which: { readonly account: string; readonly service: string },
  url: string | undefined,
  kept: KeptTemporary | undefined,
): CallbackServiceReport {
  const shown = url === undefined ? "not registered" : visibleText(url);
  const listed = { ...which, state: "listed" as const, ...(url === undefined ? {} : { url }) };
  if (kept === undefined) return { ...listed, text: shown };
  const temporary = temporaryReport(kept);
  const ours = isSameUrl(url, kept.record.url) ? "" : ` registered ${visibleText(kept.record.url)},`;
  return { ...listed, temporary, text: `${shown} (${`${ours} ${temporaryText(temporary)}`.trim()})` };
}
