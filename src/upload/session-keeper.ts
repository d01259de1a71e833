import { VzuploadError } from "../errors.ts";
import type { KeptSession, SessionKey, Sessions } from "../store/store.ts";
import type { LogInOutcome } from "../uws/session.ts";
import type { NotSent } from "../uws/transport.ts";
import { hashPassword, matchesHash } from "./password-hash.ts";

/** Hands out the token to send with. Both methods fail with a VzuploadError that says what to do. */
export interface SessionKeeper {
  /** A token that may be good: given, kept, or from a fresh log-in. */
  token(): Promise<string>;
  /** Another one, after the platform refused this one: kept meanwhile by another process, or from a log-in. */
  renew(refused: string): Promise<string>;
}

export interface SessionOptions {
  readonly sessions: Sessions;
  readonly endpoint: string;
  /** VZUPLOAD_TOKEN: used first, never kept. */
  readonly token?: string;
  readonly username?: string;
  /** Asked only when a log-in is needed. */
  readonly password: () => Promise<string | undefined>;
  readonly logIn: (username: string, password: string) => Promise<LogInOutcome>;
  /** After a log-in of which nothing was sent, the `failed`th: waits for a better time. False: this was the last. */
  readonly waitAfter: (outcome: NotSent, failed: number) => Promise<boolean>;
}

/** Log-ins in a row that were rejected, or may have been, for there was no answer. The platform locks at the fifth. */
const maxFailures = 4;

export function createSessionKeeper(options: SessionOptions): SessionKeeper {
  let given = options.token;
  return {
    token: async () => given ?? (await keptOrNew(options, undefined)),
    renew(refused) {
      // Else each batch would be sent with it first, in vain.
      if (refused === given) given = undefined;
      return keptOrNew(options, refused);
    },
  };
}

async function keptOrNew(options: SessionOptions, refused: string | undefined): Promise<string> {
  const username = options.username ?? missing(refused === undefined ? "user" : "userAfterToken");
  const key: SessionKey = { endpoint: options.endpoint, username };
  const usable = ({ token }: KeptSession) => (token === refused ? undefined : token);
  const kept = usable(await options.sessions.read(key));
  if (kept !== undefined) return kept;
  const password = (await options.password()) ?? missing("password");
  for (let failed = 1; ; failed++) {
    const session = await options.sessions.exclusively(async () => {
      const now = await options.sessions.read(key);
      return usable(now) ?? (await logIn(options, key, now, password));
    });
    if (typeof session === "string") return session;
    // Not within: others may have a better connection, and their log-in is ours, too.
    if (!(await options.waitAfter(session, failed))) throw notConnected(session);
  }
}

/** Nothing sent is an outcome, for it may be tried again. Never a second try with a rejected password, in no process: five failures lock the account. */
async function logIn(
  options: SessionOptions,
  key: SessionKey,
  kept: KeptSession,
  password: string,
): Promise<string | NotSent> {
  const { sessions } = options;
  for (const { hash, reason } of kept.rejected ?? []) {
    if (await matchesHash(password, hash)) throw rejectedBefore(key, reason);
  }
  const unanswered = kept.unansweredLogIns ?? 0;
  const failures = unanswered + (kept.rejected ?? []).length;
  if (failures >= maxFailures) throw tooManyFailures(key, failures);
  await sessions.write(key, { ...kept, unansweredLogIns: unanswered + 1 });
  const outcome = await options.logIn(key.username, password);
  switch (outcome.kind) {
    case "token":
      await sessions.write(key, { token: outcome.token, tokenSince: new Date().toISOString() });
      return outcome.token;
    case "rejected":
    case "locked":
      await sessions.write(key, {
        ...(unanswered > 0 ? { unansweredLogIns: unanswered } : {}),
        rejected: [
          ...(kept.rejected ?? []),
          { hash: await hashPassword(password), reason: outcome.fault.text },
        ],
      });
      throw outcome.kind === "locked" ? locked(key, outcome.fault.text) : rejected(key, outcome.fault.text);
    case "notSent":
      await sessions.write(key, kept);
      return outcome;
    case "failed":
      await sessions.write(key, kept);
      throw logInFailed(key, outcome);
    case "lost":
      throw new VzuploadError(
        "network",
        `The log-in of ${key.username} had no usable answer: ${outcome.reason}`,
        {
          hint: "Nothing more was uploaded. Try again later; such a log-in may count as a failed one, so after four in a row vzupload stops.",
        },
      );
  }
}

const missingTexts = {
  user: {
    message: "No credentials: neither a session token nor a user name is set.",
    hint: "Set VZUPLOAD_USERNAME and VZUPLOAD_PASSWORD (or --username and --password-stdin), or VZUPLOAD_TOKEN. To try without an account: --sandbox.",
  },
  userAfterToken: {
    message:
      "The platform no longer accepts the session token in VZUPLOAD_TOKEN, and no user name is set to log in with.",
    hint: "Set a fresh VZUPLOAD_TOKEN, or VZUPLOAD_USERNAME and VZUPLOAD_PASSWORD. What was accepted is recorded; repeat the command for the rest.",
  },
  password: {
    message: "No password: a log-in is needed, and none was given.",
    hint: "Set VZUPLOAD_PASSWORD, --password-file, --password-stdin or VZUPLOAD_PASSWORD_COMMAND; on a terminal vzupload asks for it.",
  },
} as const satisfies Record<string, { readonly message: string; readonly hint: string }>;

function missing(what: keyof typeof missingTexts): never {
  const { message, hint } = missingTexts[what];
  throw new VzuploadError("credentials", message, { hint });
}

function notConnected({ reason, hint }: NotSent): VzuploadError {
  return new VzuploadError("network", `Cannot log in: ${reason}`, { hint });
}

/** Trying again helps where the service is down, not where there is none. */
function logInFailed(
  key: SessionKey,
  { reason, status }: { readonly reason: string; readonly status: number },
): VzuploadError {
  const message = `The log-in of ${key.username} failed: ${reason}`;
  if (status === 404 || status === 405) {
    return new VzuploadError("usage", message, {
      hint: "There is no such service at this address: check --endpoint.",
    });
  }
  return new VzuploadError("network", message, {
    hint: "The service, or what stands before it, has a trouble of its own. Nothing more was uploaded; try again later.",
  });
}

function rejected(key: SessionKey, text: string): VzuploadError {
  return new VzuploadError(
    "credentials",
    `The platform rejected the log-in of ${key.username} at ${key.endpoint}: ${text}`,
    {
      hint: "Check user name and password, then repeat the command. vzupload will not try this password again: five failures lock the account.",
    },
  );
}

/** The operator's word, for this user and endpoint. */
const forgetText = "vzupload logout --forget-failures";

function rejectedBefore(key: SessionKey, reason: string): VzuploadError {
  return new VzuploadError(
    "credentials",
    `Not logging in: the platform rejected this very password of ${key.username} at ${key.endpoint} before: ${reason}`,
    {
      hint: `Set the right password; five failed log-ins in a row lock the account, and only support unlocks it. If this one has become right meanwhile: ${forgetText}.`,
    },
  );
}

function locked(key: SessionKey, text: string): VzuploadError {
  return new VzuploadError(
    "credentials",
    `The account of ${key.username} at ${key.endpoint} is locked: ${text}`,
    {
      hint: `Only Verizon's support unlocks it. Set the new password afterwards and repeat the command; if it stays the same, first: ${forgetText}.`,
    },
  );
}

function tooManyFailures(key: SessionKey, count: number): VzuploadError {
  return new VzuploadError(
    "credentials",
    `Not logging in: the last ${count} log-ins of ${key.username} at ${key.endpoint} were rejected or had no answer, and the fifth failure in a row locks the account.`,
    {
      hint: `Make sure that the password is right by logging in at the portal, then: ${forgetText}, and repeat the command.`,
    },
  );
}
