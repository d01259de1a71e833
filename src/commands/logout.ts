import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { errorLines } from "../reports/closing-text.ts";
import { exitCodes } from "../reports/exit-codes.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { optional, outcomeOfThrown, reportedError } from "../reports/reported-error.ts";
import { formatAge, formatNumber, type TextLine } from "../reports/text.ts";
import { createFileStore } from "../store/file-store.ts";
import type { KeptSession, SessionKey, Sessions } from "../store/store.ts";
import { createPrinter } from "../terminal/printer.ts";
import { type LogOutOutcome, logOut } from "../uws/session.ts";
import { defaultTimeoutMs, type Transport } from "../uws/transport.ts";
import { createTransport } from "../uws/undici-transport.ts";
import type { Invocation } from "./invocation.ts";
import { endpointSetting, transportSettings } from "./platform-settings.ts";
import { stateDirectory } from "./push-options.ts";
import { printerOptions } from "./report-output.ts";
import type { SessionReport } from "./session-report.ts";

/**
 * `vzupload logout`: drops the kept session here first, so that no command takes it up any more, then ends it at the platform. Where that
 * cannot be reached the exit code is 6: the session is gone here, and ends there by itself. Where a setting is wrong nothing is dropped:
 * the token would be gone, and with it the means to end the session.
 */
export async function logout(invocation: Invocation, context: Context): Promise<number> {
  const transport = createTransport(transportSettings(invocation, context));
  try {
    return await logOutOver(transport, invocation, context);
  } finally {
    await transport.close();
  }
}

async function logOutOver(transport: Transport, invocation: Invocation, context: Context): Promise<number> {
  const { values } = invocation;
  const endpoint = endpointSetting(values.endpoint);
  const { sessions } = createFileStore(stateDirectory(invocation, context), context.pid);
  const username = values.username ?? (await onlyUser(sessions, endpoint));
  const dropped = username === undefined ? {} : await drop(sessions, { endpoint, username }, invocation);
  const ended =
    dropped.token === undefined
      ? undefined
      : await logOut(transport, {
          baseUrl: endpoint,
          timeoutMs: values.httpTimeout ?? Math.min(defaultTimeoutMs, maxWaitMs),
          token: dropped.token,
          signal: context.interrupt,
        });
  const report = sessionReport(dropped, ended, {
    signal: context.interrupt.reason,
    endpoint,
    ...optional("username", username),
    ...(values.forgetFailures ? { forgotten: failuresOf(dropped) } : {}),
  });
  const printer = await createPrinter(printerOptions(invocation), context);
  if (values.json) printer.result(jsonDocument(report));
  for (const line of [...reportLines(report), ...errorLines(report.errors)]) printer.line(line);
  printer.close();
  return report.exitCode;
}

/** Whose anything is kept, where nobody is named. Errors: VzuploadError "usage" where several may be meant. */
async function onlyUser(sessions: Sessions, endpoint: string): Promise<string | undefined> {
  const users = (await sessions.list()).filter((key) => key.endpoint === endpoint);
  if (users.length < 2) return users[0]?.username;
  const names = users.map(({ username }) => username).join(", ");
  throw new VzuploadError("usage", `Sessions of several users are kept for ${endpoint}: ${names}.`, {
    hint: "Say which one is meant: --username.",
  });
}

/** Takes the session out of what is kept; what was there. Failed log-ins stay, unless the operator says otherwise. */
async function drop(sessions: Sessions, key: SessionKey, { values }: Invocation): Promise<KeptSession> {
  if (Object.keys(await sessions.read(key)).length === 0) return {};
  return sessions.exclusively(async () => {
    const kept = await sessions.read(key);
    const { token, tokenSince, ...failures } = kept;
    await sessions.write(key, values.forgetFailures ? {} : failures);
    return kept;
  });
}

/** It ends by itself: nobody should wait for long. */
const maxWaitMs = 60_000;

function failuresOf({ rejected = [], unansweredLogIns = 0 }: KeptSession): number {
  return rejected.length + unansweredLogIns;
}

interface AboutLogOut extends Pick<SessionReport, "endpoint" | "username" | "forgotten"> {
  /** The reason of the interrupt, if there was one. */
  readonly signal: unknown;
}

function sessionReport(
  { tokenSince }: KeptSession,
  ended: LogOutOutcome | undefined,
  { signal, ...about }: AboutLogOut,
): SessionReport {
  const error = ended === undefined ? undefined : unconfirmed(ended, signal);
  const outcome = error === undefined ? "success" : outcomeOfThrown(error, signal);
  return {
    schema: "vzupload.session/1",
    operation: "logout",
    outcome,
    exitCode: exitCodes[outcome].code,
    ...about,
    ...optional("keptSince", tokenSince),
    ...optional("atPlatform", ended && atPlatform(ended)),
    errors: error === undefined ? [] : [reportedError(error)],
  };
}

function atPlatform({ kind }: LogOutOutcome): SessionReport["atPlatform"] {
  if (kind === "loggedOut") return "ended";
  return kind === "ended" ? "hadEnded" : "unknown";
}

function unconfirmed(outcome: LogOutOutcome, signal: unknown): VzuploadError | undefined {
  if (outcome.kind === "loggedOut" || outcome.kind === "ended") return undefined;
  const kind = signal === undefined ? "network" : "interrupted";
  return new VzuploadError(kind, `The platform has not confirmed the log-out: ${outcome.reason}`, {
    hint: "The session is dropped here; at the platform it ends by itself, 20 minutes after its last use.",
  });
}

function reportLines({
  username,
  endpoint,
  keptSince,
  atPlatform,
  forgotten,
}: SessionReport): readonly TextLine[] {
  const whose = username === undefined ? endpoint : `${username} at ${endpoint}`;
  const age = keptSince === undefined ? "" : ` (of ${formatAge(Date.now() - Date.parse(keptSince))})`;
  const texts = {
    ended: `logged out: the session of ${whose}${age} has ended`,
    hadEnded: `the session of ${whose}${age} had ended already; it is dropped`,
    unknown: `the session of ${whose}${age} is dropped here`,
  } as const satisfies Record<NonNullable<SessionReport["atPlatform"]>, string>;
  const text = atPlatform === undefined ? `no session is kept for ${whose}` : texts[atPlatform];
  const failures =
    forgotten === undefined
      ? []
      : [`forgot ${formatNumber(forgotten, "failed log-in", "failed log-ins")} of ${whose}`];
  return [text, ...failures].map((each) => ({ level: "info", text: each }));
}
