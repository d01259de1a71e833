import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { callbackServiceOf } from "../registrations/callback-services.ts";
import {
  beginTemporary,
  type RegistrationEvent,
  type TemporaryHold,
} from "../registrations/temporary-registration.ts";
import type { CallbackServiceReport } from "../reports/callback-report.ts";
import type { TextLine } from "../reports/text.ts";
import type { JobOperation } from "../store/job-record.ts";
import type { Store } from "../store/store.ts";
import type { Printer } from "../terminal/printer.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import type { Until } from "../verdict/judgement.ts";
import { restoreCommands, showWarnings } from "./callback-run.ts";
import type { Invocation } from "./invocation.ts";
import type { ListeningSettings } from "./listening-settings.ts";
import { readPassword } from "./password.ts";
import { connectRegistrations, type RegistrationConnection } from "./registration-connection.ts";
import { lawfulUrl, type RegisteringSettings } from "./registration-settings.ts";
import { eventLines, eventReport } from "./registration-words.ts";

export interface RegisteringOptions {
  readonly settings: RegisteringSettings;
  readonly endpoint: string;
  readonly account: string;
  /** What is registered where no --service says it. */
  readonly services: readonly string[];
  readonly listening: ListeningSettings;
  /** Of this process's own listener; undefined: another process listens. */
  readonly listenerUrl: string | undefined;
  readonly store: Store;
  readonly invocation: Invocation;
  readonly printer: Printer;
  readonly context: Context;
}

/** The registration that a watch has made for its own time. */
export interface Registering {
  /** Puts back what was displaced; never throws, a second call does nothing. */
  end(): Promise<readonly unknown[]>;
  /** What became of each service. */
  reports(): readonly CallbackServiceReport[];
}

/** Registers the listener's public URL. Fails with a VzuploadError when it cannot be registered, everything put back. */
export async function beginRegistering(options: RegisteringOptions): Promise<Registering> {
  const { settings, endpoint, account, listening, store, invocation, printer, context } = options;
  const credentials = listening.credentials ?? { username: "", password: "" };
  const { url, warnings } = lawfulUrl({
    flag: "--public-url",
    text: publicUrl(options),
    endpoint,
    hasCredentials: listening.credentials !== undefined,
  });
  showWarnings(warnings, printer);
  const reports = new Map<string, CallbackServiceReport>();
  const onEvent = (event: RegistrationEvent) => {
    reports.set(event.service, eventReport(event, account, reports.get(event.service)));
    for (const line of eventLines(event, { account, endpoint, invocation, context })) printer.line(line);
  };
  const password = remembered(() => readPassword(invocation, context));
  const connecting = { endpoint, sessions: store.sessions, printer, password };
  const connection = connectRegistrations(invocation, connecting, context);
  const services = settings.services ?? options.services;
  const remind = reminder(options);
  const end = (hold: TemporaryHold) =>
    endInTime(hold, options, (deadline) =>
      connectRegistrations(
        invocation,
        { ...connecting, signal: deadline },
        { ...context, interrupt: deadline },
      ),
    );
  const calm = () => printer.line(stoppingLine);
  context.interrupt.addEventListener("abort", calm, { once: true });
  let hold: TemporaryHold;
  try {
    hold = await beginTemporary({
      records: store.temporaryRegistrations,
      desk: connection.deskOf(account),
      services,
      url,
      credentials,
      displacedCredentials: settings.displaced,
      replace: settings.replace,
      commands: restoreCommands(options),
      interrupt: context.interrupt,
      onEvent,
      onRecorded: remind,
      end,
    });
  } catch (error) {
    remind([]);
    throw error;
  } finally {
    context.interrupt.removeEventListener("abort", calm);
    await connection.close();
  }
  return {
    reports: () => [...reports.values()],
    async end() {
      const errors = await end(hold);
      remind([]);
      for (const service of errors.length === 0 ? [] : hold.standing()) {
        const before = reports.get(service);
        if (before !== undefined) reports.set(service, { ...before, state: "failed", text: "not put back" });
      }
      return errors.map((error) => loud(error, restoreCommands(options).restore));
    },
  };
}

/** What callbacks are to come of. `operations`: of the jobs; none: uploads. */
export function servicesFor(operations: readonly JobOperation[], until: Until): readonly string[] {
  const hasUploads = operations.length === 0 || operations.includes("UploadDevices");
  const hasActivations = operations.includes("ChangeDeviceState") || (hasUploads && until === "activated");
  return [
    ...(hasUploads ? [callbackServiceOf.UploadDevices] : []),
    ...(hasActivations ? [callbackServiceOf.ChangeDeviceState] : []),
  ];
}

/** Derived only where platform and listener are on this machine: of a proxy or tunnel nobody here knows the URL. */
function publicUrl({ listening, listenerUrl, endpoint }: RegisteringOptions): string {
  if (listening.publicUrl !== undefined) return listening.publicUrl;
  const isLocal = (text: string) => isLoopbackHost(new URL(text).hostname);
  if (listenerUrl !== undefined && isLocal(listenerUrl) && isLocal(endpoint)) return listenerUrl;
  throw new VzuploadError(
    "usage",
    "--register needs --public-url: the URL under which the platform reaches this listener.",
    {
      hint: "Add e.g. --public-url https://callbacks.mycompany.com/8Fh2kQ. Nothing was changed.",
    },
  );
}

/** What a second signal prints before it ends the process at once: of the services that are given last; none, nothing. */
function reminder(options: RegisteringOptions): (services: readonly string[]) => void {
  const { lastWords } = options.context;
  const command = restoreCommands(options).restore;
  let last = "";
  return (services) => {
    lastWords?.delete(last);
    if (services.length === 0) return;
    last = `${services.join(" and ")}: perhaps still registered to this watch; to put back what was there: ${command}`;
    lastWords?.add(last);
  };
}

const stoppingLine: TextLine = {
  level: "warning",
  text: "stopping: a registration that is under way is finished and put back first; a second signal ends at once",
};

/** From a signal on there is a minute; without one, as long as the calls and their repeats take. */
async function endInTime(
  hold: TemporaryHold,
  options: RegisteringOptions,
  connect: (deadline: AbortSignal) => RegistrationConnection,
): Promise<readonly unknown[]> {
  const { context, printer, account } = options;
  const { interrupt } = context;
  const deadline = new AbortController();
  const done = new AbortController();
  const connection = connect(deadline.signal);
  const bound = async () => {
    if (hold.standing().length === 0) return;
    printer.line({
      level: "warning",
      text: `putting back what was registered before (a minute at most); a second signal ends at once and leaves it to ${restoreCommands(options).restore}`,
    });
    await context.sleep(maxEndMs, done.signal);
    if (done.signal.aborted) return;
    deadline.abort();
    await connection.close();
  };
  const onInterrupt = () => void bound();
  if (interrupt.aborted) onInterrupt();
  else interrupt.addEventListener("abort", onInterrupt, { once: true });
  try {
    return await hold.end(connection.deskOf(account));
  } finally {
    done.abort();
    interrupt.removeEventListener("abort", onInterrupt);
    await connection.close();
  }
}

const maxEndMs = 60_000;

/** Asked for once: standard input can be read once only, and nobody wants to be asked twice. */
function remembered<Value>(read: () => Promise<Value>): () => Promise<Value> {
  let value: Promise<Value> | undefined;
  return () => {
    value ??= read();
    return value;
  };
}

function loud(error: unknown, command: string): unknown {
  if (!(error instanceof VzuploadError)) return error;
  return new VzuploadError(
    error.kind,
    `What was registered for callbacks before is NOT put back: ${error.message}`,
    {
      hint: `${error.hint ?? ""} The platform still calls this listener, which has ended. To put it back: ${command}`.trim(),
      cause: error,
    },
  );
}
