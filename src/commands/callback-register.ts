import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { callbackServices } from "../registrations/callback-services.ts";
import type { RegistrationDesk } from "../registrations/registration-desk.ts";
import type { RegistrationCredentials } from "../registrations/restore-registration.ts";
import { isSameUrl } from "../registrations/same-url.ts";
import { type CallbackServiceReport, temporaryText } from "../reports/callback-report.ts";
import { optional } from "../reports/reported-error.ts";
import type { KeptTemporary } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import {
  type CallbackFacts,
  type CallbackRun,
  forEachService,
  restoreCommands,
  runCallbackCommand,
  showWarnings,
  temporaryOf,
  temporaryReport,
} from "./callback-run.ts";
import type { Invocation } from "./invocation.ts";
import { callbackCredentials } from "./listening-settings.ts";
import { endpointSetting } from "./platform-settings.ts";
import { registrationAccount } from "./registration-connection.ts";
import { type LawfulUrl, lawfulUrl, namedServices } from "./registration-settings.ts";

/** `vzupload callback register`: for good, and over nobody else's registration unless told so. */
export async function registerCallbacks(invocation: Invocation, context: Context): Promise<number> {
  const credentials = callbackCredentials(invocation, context);
  const asked: AskedRegistration = {
    account: registrationAccount(invocation),
    services: namedServices(invocation) ?? callbackServices,
    credentials,
    ...urlSetting(invocation, credentials !== undefined),
  };
  return runCallbackCommand(invocation, context, (run) => register(run, asked));
}

interface AskedRegistration extends LawfulUrl {
  readonly account: string;
  readonly services: readonly string[];
  readonly credentials: RegistrationCredentials | undefined;
}

function urlSetting({ values }: Invocation, hasCredentials: boolean): LawfulUrl {
  const { url } = values;
  if (url === undefined) {
    throw new VzuploadError("usage", "--url is missing: where the platform is to send callbacks.", {
      hint: "Add e.g. --url https://callbacks.mycompany.com/8Fh2kQ.",
    });
  }
  const endpoint = endpointSetting(values.endpoint);
  return lawfulUrl({ flag: "--url", text: url, endpoint, hasCredentials });
}

async function register(run: CallbackRun, asked: AskedRegistration): Promise<CallbackFacts> {
  const { account, services, warnings } = asked;
  showWarnings(warnings, run.printer);
  const desk = run.connection.deskOf(account);
  const found: FoundRegistrations = { before: await desk.list(), kept: await temporaryOf(run, account) };
  const { before } = found;
  const refusal = refuseTemporary(found, run, asked) ?? refuseToDisplace(found, run, asked);
  if (refusal !== undefined) {
    const left = services.map((service) => leftAsItIs({ service, before: before.get(service) }, account));
    return { operation: "register", account, services: left, warnings, errors: [refusal], next: [] };
  }
  const done = await forEachService(services, account, (service) =>
    registerOne(desk, { service, before: before.get(service) }, asked),
  );
  return { operation: "register", account, warnings, next: [], ...done };
}

/** What is there before anything is registered, both by service. */
interface FoundRegistrations {
  /** The URLs that the platform has. */
  readonly before: ReadonlyMap<string, string>;
  /** What is registered for a time from here. */
  readonly kept: ReadonlyMap<string, KeptTemporary>;
}

/** For good what is there for a time: it would be put back all the same. */
function refuseTemporary(
  { kept }: FoundRegistrations,
  run: CallbackRun,
  { services, url }: AskedRegistration,
): VzuploadError | undefined {
  const own = services.flatMap((service) => kept.get(service) ?? []);
  const temporary = own.find(({ record }) => isSameUrl(record.url, url));
  if (temporary === undefined) return undefined;
  return new VzuploadError(
    "usage",
    `${visibleText(url)} is registered for ${temporary.record.service} already: ${temporaryText(temporaryReport(temporary))}. Nothing was changed.`,
    {
      hint:
        temporary.holder === undefined
          ? `Put back first what was displaced: ${restoreCommands(run).restore}`
          : "It is put back when that process ends: register it for good then.",
    },
  );
}

function leftAsItIs({ service, before }: ServiceBefore, account: string): CallbackServiceReport {
  const text = before === undefined ? "not registered" : `${visibleText(before)}, as it was`;
  return { account, service, state: "unchanged", ...optional("url", before), text };
}

/** All or nothing: half of a displaced system would be missed later than a whole one. */
function refuseToDisplace(
  { before, kept }: FoundRegistrations,
  run: CallbackRun,
  { account, services, url }: AskedRegistration,
): VzuploadError | undefined {
  if (run.invocation.values.replace) return undefined;
  const others = services.filter((service) => before.has(service) && !isSameUrl(before.get(service), url));
  if (others.length === 0) return undefined;
  const shown = others.map((service) => {
    const there = before.get(service);
    const temporary = kept.get(service);
    const note = temporary !== undefined && isSameUrl(temporary.record.url, there);
    return `${service} to ${visibleText(there ?? "")}${note ? ` (${temporaryText(temporaryReport(temporary))})` : ""}`;
  });
  const isLeftOver = others.some((service) => {
    const temporary = kept.get(service);
    return temporary !== undefined && temporary.holder === undefined;
  });
  return new VzuploadError(
    "usage",
    `Another URL is registered for account ${visibleText(account)}: ${shown.join(", ")}. Nothing was changed.`,
    {
      hint: isLeftOver
        ? `Put back first what was displaced: ${restoreCommands(run).restore}`
        : "If that system may stop hearing of callbacks, add --replace. The platform does not tell its user name and password: who wants it back must know them.",
    },
  );
}

interface ServiceBefore {
  readonly service: string;
  readonly before: string | undefined;
}

async function registerOne(
  desk: RegistrationDesk,
  { service, before }: ServiceBefore,
  { account, url, credentials }: AskedRegistration,
): Promise<CallbackServiceReport> {
  const same = isSameUrl(before, url);
  const reported = { account, service, url };
  // Without any, those that it has would be taken from it.
  if (same && credentials === undefined) {
    return {
      ...reported,
      state: "unchanged",
      text: `${visibleText(url)} was registered already; its user name and password, if any, are as they were`,
    };
  }
  const { username = "", password = "" } = credentials ?? {};
  const outcome = await desk.register({ service, url, username, password }, { before });
  if (outcome.kind === "refused") throw outcome.error;
  const how = credentials === undefined ? "without user name and password" : "with user name and password";
  const over =
    before === undefined
      ? ""
      : same
        ? "; the URL was registered already"
        : `; it displaced ${visibleText(before)}`;
  return {
    ...reported,
    state: "registered",
    ...optional("displaced", same ? undefined : before),
    text: `registered ${visibleText(url)} ${how}${over}`,
  };
}
