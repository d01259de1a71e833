import type { Restored } from "../registrations/restore-registration.ts";
import { visibleText } from "../visible-text.ts";
import type { Outcome } from "./exit-codes.ts";
import type { ReportedError } from "./report-types.ts";

/** What the `callback` commands say: `--json` prints it as it is, the text says the same. */
export interface CallbackReport {
  readonly schema: "vzupload.callback/1";
  readonly operation: "register" | "list" | "unregister" | "restore";
  readonly outcome: Outcome;
  readonly exitCode: number;
  readonly endpoint: string;
  /** Undefined: of restore, which looks at the records of all accounts. */
  readonly account?: string;
  readonly services: readonly CallbackServiceReport[];
  readonly warnings: readonly string[];
  readonly errors: readonly ReportedError[];
  /** Commands or steps, in order. */
  readonly next: readonly string[];
}

/** What is known of one service, or became of it. */
export interface CallbackServiceReport {
  readonly account: string;
  readonly service: string;
  /** `listed`: nothing was changed or asked to be; `failed`: see `errors`. */
  readonly state:
    | "listed"
    | "registered"
    | "unregistered"
    | "unchanged"
    | "restored"
    | "leftAlone"
    | "failed";
  /** Registered now, as the platform showed it last; undefined: nothing is, or it could not be asked. */
  readonly url?: string;
  /** Of what was registered before. */
  readonly displaced?: string;
  readonly temporary?: TemporaryReport;
  /** The same for people, without the service's name. */
  readonly text: string;
}

/** A registration that vzupload made for a time. */
export interface TemporaryReport {
  readonly url: string;
  /** ISO 8601. */
  readonly since: string;
  /** What will be put back; undefined: nothing was registered. */
  readonly displaced?: string;
  /** The live process that will do so; undefined: it is gone. */
  readonly holder?: string;
}

/** The services, a line each. */
export function callbackText({ operation, services, errors }: CallbackReport): readonly string[] {
  // What is damaged may be of a service that nothing is known of.
  if (services.length === 0 && errors.length > 0) return [];
  if (services.length === 0)
    return [operation === "restore" ? "nothing is left to be put back" : "nothing is registered"];
  const width = Math.max(...services.map(({ service }) => visibleText(service).length));
  const accounts = new Set(services.map(({ account }) => account));
  return services.map(({ account, service, text }) => {
    const which = accounts.size > 1 ? `${visibleText(account)}  ` : "";
    return `${which}${visibleText(service).padEnd(width)}  ${text}`;
  });
}

/** "put back: https://..." and its like. */
export function restoredText(restored: Restored): string {
  const { kind, url } = restored;
  const shown = url === undefined ? "nothing is registered" : visibleText(url);
  switch (kind) {
    case "restored": {
      if (url === undefined) return "put back: nothing is registered again";
      const how = restored.withCredentials
        ? "with the user name and password that you gave"
        : "without user name and password";
      return `put back: ${shown}, ${how}`;
    }
    case "unchanged":
      return `nothing to put back: ${shown}`;
    case "leftAlone": {
      const before = restored.displaced === undefined ? "nothing" : visibleText(restored.displaced);
      return url === undefined
        ? `left alone: unregistered by somebody else meanwhile (before: ${before})`
        : `left alone: registered by somebody else meanwhile: ${shown} (before: ${before})`;
    }
  }
}

/** "temporary, of process 4711 ...; it displaced https://..." */
export function temporaryText({ holder, displaced }: TemporaryReport): string {
  const whose = holder === undefined ? "left by a process that is gone" : `of ${holder}`;
  const what = displaced === undefined ? "nothing" : visibleText(displaced);
  return `temporary, ${whose}; it displaced ${what}`;
}
