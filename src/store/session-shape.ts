import type { KeptSession, RejectedPassword } from "./store.ts";

/** The contents of `session.json`: sessions by "<user> at <endpoint>". */
export interface SessionFile {
  readonly version: 1;
  readonly sessions: Readonly<Record<string, KeptSession>>;
}

/**
 * Whether parsed JSON is what we write, throughout: of kept sessions that are damaged in part, what is passed over could be
 * a password that must not be tried again.
 */
export function isSessionFile(value: unknown): value is SessionFile {
  if (!isObject(value)) return false;
  const { version, sessions } = value as Raw<SessionFile>; // as: an object, whatever is in it
  return (
    version === 1 &&
    isObject(sessions) &&
    Object.entries(sessions).every(([key, session]) => key.includes(" at ") && isKeptSession(session))
  );
}

type Raw<Shape> = Partial<Record<keyof Shape, unknown>>;

function isKeptSession(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { token, tokenSince, rejected, unansweredLogIns } = value as Raw<KeptSession>; // as: see above
  return (
    (token === undefined || isText(token)) &&
    (tokenSince === undefined || isTime(tokenSince)) &&
    (rejected === undefined || (Array.isArray(rejected) && rejected.every(isRejectedPassword))) &&
    (unansweredLogIns === undefined || isCount(unansweredLogIns))
  );
}

function isRejectedPassword(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { hash, reason } = value as Raw<RejectedPassword>; // as: see above
  return typeof hash === "string" && /^[\da-f]{32}:[\da-f]{64}$/.test(hash) && typeof reason === "string";
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): boolean {
  return typeof value === "string" && value !== "";
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}
