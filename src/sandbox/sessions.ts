import type { Refusal } from "./refusal.ts";
import { seededUuid } from "./seeded.ts";

/** The log-ins and tokens of one sandbox. */
export interface Sessions {
  logIn(username: string, password: string): { readonly token: string } | { readonly refusal: Refusal };
  /** The user whose token this is, and the token lives on; or why it is of no use. */
  use(token: string | undefined): { readonly username: string } | { readonly refusal: Refusal };
  end(token: string): void;
  /** From now on the token is expired, as after 20 idle minutes. */
  expire(token: string): void;
}

/** What the sessions of a sandbox depend on. */
export interface SessionOptions {
  readonly seed: number;
  /** The password of every user. */
  readonly password: string;
  /** Valid from the start. */
  readonly tokens: readonly string[];
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
}

/** How long a token lives unused. Source: the platform's public pages. */
const idleLimitMs = 20 * 60 * 1000;
/** Log-ins rejected in a row until a user is locked. Source: the platform's public pages. */
const rejectionsUntilLock = 5;
/** Locked from the start. */
const lockedUser = "locked";

/** The platform's page names these three; which of them an unknown token gets is the sandbox's choice. */
const refusals = {
  format: {
    code: "REQUEST_FAILED.SessionToken.Format",
    text: "The session token is missing or has not the form of one.",
  },
  unknown: { code: "INPUT_INVALID.SessionToken.Invalid", text: "The session token is not valid." },
  expired: { code: "REQUEST_FAILED.SessionToken.Expired", text: "The session token has expired." },
  rejected: { code: "REQUEST_FAILED.LogIn.Rejected", text: "The user name or the password is not right." },
  locked: {
    code: "REQUEST_FAILED.LogIn.AccountLocked",
    text: "The account is locked after five rejected log-ins. Only support can unlock it.",
  },
} as const satisfies Record<string, Refusal>;

interface Session {
  readonly username: string;
  usedAtMs: number;
}

/** Sessions of a platform: nobody logged in but the holders of the given tokens. */
export function createSessions(options: SessionOptions): Sessions {
  const { seed, password: rightPassword, now } = options;
  const sessions = new Map<string, Session>();
  const rejections = new Map([[lockedUser, rejectionsUntilLock]]);
  let count = 0;
  for (const token of options.tokens) sessions.set(token, { username: "sandbox", usedAtMs: now() });
  return {
    logIn(username, password) {
      const rejected = rejections.get(username) ?? 0;
      if (rejected >= rejectionsUntilLock) return { refusal: refusals.locked };
      if (username === "" || password !== rightPassword) {
        rejections.set(username, rejected + 1);
        return { refusal: refusals.rejected };
      }
      rejections.delete(username);
      const token = seededUuid(seed, "token", ++count);
      sessions.set(token, { username, usedAtMs: now() });
      return { token };
    },
    use(token) {
      if (token === undefined || !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(token))
        return { refusal: refusals.format };
      const session = sessions.get(token);
      if (session === undefined) return { refusal: refusals.unknown };
      if (now() - session.usedAtMs > idleLimitMs) return { refusal: refusals.expired };
      session.usedAtMs = now();
      return { username: session.username };
    },
    end: (token) => void sessions.delete(token),
    expire(token) {
      const session = sessions.get(token);
      if (session !== undefined) session.usedAtMs = Number.NEGATIVE_INFINITY;
    },
  };
}
