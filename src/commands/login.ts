import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { jsonDocument } from "../reports/json-document.ts";
import { optional } from "../reports/reported-error.ts";
import { formatAge } from "../reports/text.ts";
import { createFileStore } from "../store/file-store.ts";
import type { KeptSession, Sessions } from "../store/store.ts";
import { createPrinter } from "../terminal/printer.ts";
import { connectPlatform } from "./connect-platform.ts";
import type { Invocation } from "./invocation.ts";
import { endpointSetting } from "./platform-settings.ts";
import { showWait } from "./push-lines.ts";
import { stateDirectory } from "./push-options.ts";
import { printerOptions } from "./report-output.ts";
import { retryPolicy } from "./retry-settings.ts";
import type { SessionReport } from "./session-report.ts";

/**
 * `vzupload login`: a log-in of now, by the rules of every log-in, whatever is kept. Only that proves that a session is good: a kept one may
 * have ended 20 idle minutes after its last use, of which nobody here knows.
 */
export async function login(invocation: Invocation, context: Context): Promise<number> {
  const { token, ...values } = invocation.values;
  const { username } = values;
  if (username === undefined) throw noUser();
  const endpoint = endpointSetting(values.endpoint);
  const directory = stateDirectory(invocation, context);
  const { sessions } = createFileStore(directory, context.pid);
  const kept = await sessions.read({ endpoint, username });
  const printer = await createPrinter(printerOptions(invocation), context);
  const platform = connectPlatform(
    { ...invocation, values },
    {
      endpoint,
      sessions: withoutToken(sessions, kept),
      retry: retryPolicy(values),
      onWait: (wait) => showWait("log-in", wait, printer),
    },
    context,
  );
  try {
    await platform.session.token();
    const report: SessionReport = {
      schema: "vzupload.session/1",
      operation: "login",
      outcome: "success",
      exitCode: 0,
      endpoint,
      username,
      ...optional("keptSince", kept.tokenSince),
      errors: [],
    };
    if (values.json) printer.result(jsonDocument(report));
    printer.line({ level: "good", text: `logged in as ${username} at ${endpoint}` });
    printer.line({ level: "info", text: keptText(kept, directory) });
    if (token !== undefined) printer.line({ level: "warning", text: givenTokenText });
    return report.exitCode;
  } finally {
    printer.close();
    await platform.close();
  }
}

function noUser(): VzuploadError {
  return new VzuploadError("credentials", "No user name is set to log in with.", {
    hint: "Give --username, VZUPLOAD_USERNAME, or username in a configuration file (of a profile: --profile).",
  });
}

function keptText({ tokenSince }: KeptSession, directory: string): string {
  const before =
    tokenSince === undefined ? "" : ` in place of one of ${formatAge(Date.now() - Date.parse(tokenSince))}`;
  return `the session is kept in ${directory}${before}; it ends 20 minutes after its last use, or with vzupload logout`;
}

const givenTokenText =
  "warning: VZUPLOAD_TOKEN is set, and other commands use that session before the kept one";

/** Sessions in which a kept token does not count: a log-in is needed. Should it fail, the token stays kept, for it may be good. */
function withoutToken(sessions: Sessions, stale: KeptSession): Sessions {
  const staleParts = { ...optional("token", stale.token), ...optional("tokenSince", stale.tokenSince) };
  return {
    ...sessions,
    async read(key) {
      const { token, tokenSince, ...rest } = await sessions.read(key);
      // Another process may have logged in meanwhile: that is a log-in of now.
      if (token === undefined || token === stale.token) return rest;
      return { ...rest, token, ...optional("tokenSince", tokenSince) };
    },
    write: (key, session) =>
      sessions.write(key, session.token === undefined ? { ...session, ...staleParts } : session),
  };
}
