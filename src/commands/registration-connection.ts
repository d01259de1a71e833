import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { createRegistrationDesk, type RegistrationDesk } from "../registrations/registration-desk.ts";
import { formatCommand } from "../reports/command-line.ts";
import type { Sessions } from "../store/store.ts";
import type { Printer } from "../terminal/printer.ts";
import {
  getCallbackRegistrations,
  registerCallback,
  unregisterCallback,
} from "../uws/callback-registrations.ts";
import { visibleText } from "../visible-text.ts";
import { connectPlatform } from "./connect-platform.ts";
import { connectionWords } from "./connection-words.ts";
import type { Invocation } from "./invocation.ts";
import { showWait } from "./push-lines.ts";
import { accountSetting } from "./request-settings.ts";
import { retryPolicy } from "./retry-settings.ts";

export interface RegistrationConnection {
  deskOf(account: string): RegistrationDesk;
  close(): Promise<void>;
}

export interface RegistrationConnectionOptions {
  readonly endpoint: string;
  readonly sessions: Sessions;
  readonly printer: Printer;
  readonly password?: () => Promise<string | undefined>;
  /** Ends calls that are under way. */
  readonly signal?: AbortSignal;
}

/** The registrations at a platform; nothing is connected before the first call. `context.interrupt` ends waits. Errors: VzuploadError "usage". */
export function connectRegistrations(
  invocation: Invocation,
  { endpoint, sessions, printer, password, signal }: RegistrationConnectionOptions,
  context: Context,
): RegistrationConnection {
  const retry = retryPolicy(invocation.values);
  const onWait = (what: string) => (wait: Parameters<typeof showWait>[1]) => showWait(what, wait, printer);
  const platform = connectPlatform(
    invocation,
    {
      endpoint,
      sessions,
      retry,
      onWait: onWait("log-in"),
      ...(password === undefined ? {} : { password }),
    },
    context,
  );
  return {
    deskOf: (account) =>
      createRegistrationDesk({
        endpoint,
        account,
        retry,
        sleep: context.sleep,
        interrupt: context.interrupt,
        onWait: onWait("registration"),
        listCommand: formatCommand(
          ["callback", "list", "--account", account, ...connectionWords({ invocation, endpoint })],
          context.platform,
        ),
        calls: {
          list: (call) =>
            platform.withSession((transport, session) =>
              getCallbackRegistrations(transport, { ...session, ...call, signal }),
            ),
          register: (call) =>
            platform.withSession((transport, session) =>
              registerCallback(transport, { ...session, ...call, signal }),
            ),
          unregister: (call) =>
            platform.withSession((transport, session) =>
              unregisterCallback(transport, { ...session, ...call, signal }),
            ),
        },
      }),
    close: () => platform.close(),
  };
}

/**
 * The account whose registrations are meant. `ofJob`: of the job whose callbacks are to come, which goes before what is set. Errors:
 * VzuploadError "usage" where there is none, or a flag names another one than the job has.
 */
export function registrationAccount(invocation: Invocation, ofJob?: string): string {
  const given = accountSetting(invocation);
  const account = ofJob ?? given;
  if (ofJob !== undefined && Object.hasOwn(invocation.flags, "account") && given !== ofJob) {
    throw new VzuploadError(
      "usage",
      `--account: the job's callbacks go to what account ${visibleText(ofJob)} has registered, not ${visibleText(given ?? "")}.`,
      { hint: "Leave --account out: the account is the job's." },
    );
  }
  if (account !== undefined && account !== "") return account;
  throw new VzuploadError("usage", "--account is missing: callbacks are registered for a billing account.", {
    hint: "Add --account 1223334444-00001, or set it in the environment or in vzupload.config.json.",
  });
}
