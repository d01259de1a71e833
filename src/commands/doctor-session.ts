import type { Context } from "../context.ts";
import type { Finding } from "../reports/doctor-report.ts";
import type { Outcome } from "../reports/exit-codes.ts";
import type { KeptSession, Store } from "../store/store.ts";
import {
  type CallbackRegistration,
  getCallbackRegistrations,
  type RegistrationsOutcome,
} from "../uws/callback-registrations.ts";
import type { Fault } from "../uws/fault.ts";
import type { Checked, CheckList, Examined } from "./check-list.ts";
import { connectPlatform } from "./connect-platform.ts";
import type { Invocation } from "./invocation.ts";

/** Who asks the platform, and with what. */
export interface Asking {
  readonly invocation: Invocation;
  readonly context: Context;
  readonly endpoint: string;
  readonly store: Store;
}

/**
 * Asks the platform what is registered for the account: that needs a session and an account, and changes nothing. Passed: what is
 * registered. A token that is given or kept is used; else there is a log-in, as a push would make it.
 */
export async function checkSession(
  checks: CheckList,
  asking: Checked<Asking>,
): Promise<Checked<readonly CallbackRegistration[]>> {
  const answered = await checks.run("session", asking, examineSession);
  return checks.run("account", answered, examineAccount);
}

type Told = Exclude<RegistrationsOutcome, { readonly kind: "session" | "notSent" | "unclear" }>;

interface Answered {
  readonly outcome: Told;
  /** As it is set; undefined: none is. */
  readonly account: string | undefined;
}

async function examineSession(asking: Asking, signal: AbortSignal): Promise<Examined<Answered>> {
  const { invocation, endpoint, store } = asking;
  const { account, token, username } = invocation.values;
  const kept = (): Promise<KeptSession> =>
    username === undefined ? Promise.resolve({}) : store.sessions.read({ endpoint, username });
  const before = await kept();
  signal.throwIfAborted();
  if (token === undefined && before.token === undefined && wouldAsk(asking)) return { finding: unasked };
  const connection = connectPlatform(
    invocation,
    { endpoint, sessions: store.sessions, retry: { retries: 0, delaysMs: [] }, onWait: () => undefined },
    withoutTerminal(asking.context),
  );
  // Ends what is under way; what a log-in may have counted is in the state directory by then.
  signal.addEventListener("abort", () => void connection.close(), { once: true });
  const outcome = await connection
    .withSession((transport, session) =>
      getCallbackRegistrations(transport, { ...session, account: account ?? "" }),
    )
    .finally(() => connection.close());
  switch (outcome.kind) {
    case "session":
      return failed(`the platform refuses a fresh session token: ${faultText(outcome.fault)}`, {
        todo: "Check --endpoint: log-in and services may be of different systems.",
        outcome: "credentials",
      });
    case "notSent":
    case "unclear":
      return failed(outcome.reason, { todo: outcome.hint, outcome: "notAllSent" });
    default: {
      const used = tokenText(before, await kept(), { token, username });
      return { finding: { state: "ok", found: used }, value: { outcome, account } };
    }
  }
}

/** Whether a push would ask for the password: this is no time for it. */
function wouldAsk({ invocation: { values }, context: { stdin, stderr } }: Asking): boolean {
  const { username, password, passwordStdin, passwordFile, passwordCommand } = values;
  const isGiven = [password, passwordStdin, passwordFile, passwordCommand].some((way) => way !== undefined);
  return username !== undefined && !isGiven && stdin.isTTY === true && stderr.isTTY === true;
}

const unasked = {
  state: "warning",
  found: "no session token is kept and no password is set: a push will ask for it",
  todo: "Log in, then look again: vzupload login",
} as const;

/** A kept token may turn out to be of no use: then, too, nobody is asked. */
function withoutTerminal(context: Context): Context {
  const { stderr } = context;
  return { ...context, stderr: { isTTY: false, write: (text) => stderr.write(text) } };
}

function tokenText(
  before: KeptSession,
  after: KeptSession,
  { token, username }: { readonly token: string | undefined; readonly username: string | undefined },
): string {
  if (after.token !== undefined && after.token !== before.token)
    return `${username} was logged in; the token is kept for the next command`;
  if (token !== undefined) return "the session token of VZUPLOAD_TOKEN is good";
  return `the kept session token of ${username} is good`;
}

async function examineAccount({
  outcome,
  account,
}: Answered): Promise<Examined<readonly CallbackRegistration[]>> {
  if (outcome.kind === "registrations") {
    const found = account === undefined ? "none is named: the user's only one" : `${account} can be used`;
    return { finding: { state: "ok", found }, value: outcome.registrations };
  }
  const { fault, hint } = outcome;
  if (account === undefined && missingAccount.some((code) => fault.code.includes(code)))
    return { finding: { state: "warning", found: `none is named: ${faultText(fault)}`, todo: nameOne } };
  return failed(`${account ?? "(none is named)"}: ${faultText(fault)}`, { todo: hint, outcome: "usage" });
}

/** What the platform answers where the user has several accounts, or must name even the only one. It says nothing of any account. */
const missingAccount = [
  "MultipleAccounts",
  "Account.NotDefined",
  "REQUEST_FAILED.AccountName",
  "REQUEST_FAILED.AccountNotFound",
] as const;

const nameOne = "To see what is registered, name the account with --account, in the form 1223334444-00001.";

function failed(
  found: string,
  rest: { readonly todo: string; readonly outcome: Outcome },
): { readonly finding: Extract<Finding, { readonly state: "failure" }> } {
  return { finding: { state: "failure", found, ...rest } };
}

function faultText({ code, text }: Fault): string {
  return `${text || "(no text)"} (${code || "no code"})`;
}
