import { VzuploadError } from "../errors.ts";
import type {
  DisplacedRegistration,
  HeldTemporary,
  TemporaryRecord,
} from "../store/temporary-registrations.ts";
import { matchesHash } from "../upload/password-hash.ts";
import { visibleText } from "../visible-text.ts";
import type { RegistrationDesk } from "./registration-desk.ts";
import { isSameUrl } from "./same-url.ts";

/** What the platform is to put into the callbacks of a registration. */
export interface RegistrationCredentials {
  readonly username: string;
  readonly password: string;
}

/**
 * How a temporary registration ended.
 * - `restored`: what was displaced is registered again, or, where nothing was (`url` undefined), nothing is
 * - `unchanged`: it was registered already: it had never been displaced, or was put back before
 * - `leftAlone`: somebody else has registered (`url`), or unregistered ours, meanwhile: that is theirs
 */
export type Restored =
  | { readonly kind: "restored"; readonly url: string | undefined; readonly withCredentials: boolean }
  | { readonly kind: "unchanged"; readonly url: string | undefined }
  | { readonly kind: "leftAlone"; readonly url: string | undefined; readonly displaced: string | undefined };

/** Commands for people to paste: how this command line would be given them, only its caller knows. */
export interface RestoreCommands {
  /** Puts back what is left. */
  readonly restore: string;
  /** The same where user name and password are lost. */
  readonly restoreWithoutCredentials: string;
}

export interface RestoreOptions {
  readonly desk: RegistrationDesk;
  /** Of the displaced registration, as far as they are known to this process. Used only if the record says that it was displaced with them. */
  readonly credentials: RegistrationCredentials | undefined;
  /** Put back without user name and password where those are not known. */
  readonly withoutCredentials: boolean;
  readonly nowMs: number;
  readonly commands: RestoreCommands;
}

/**
 * Puts back what a temporary registration displaced, if that is still what is registered, and forgets the record when the
 * platform shows the result. Fails with a VzuploadError, the record being kept, where that cannot be done now.
 */
export async function restoreRegistration(held: HeldTemporary, options: RestoreOptions): Promise<Restored> {
  const kept = await held.read();
  if (kept === undefined) return { kind: "unchanged", url: undefined };
  const record = await notInFuture(kept, held, options.nowMs);
  const { desk } = options;
  const now = (await desk.list()).get(record.service);
  const restored = isSameUrl(now, record.url)
    ? await putBack(record, now, options)
    : leftAlone(record, now, options.nowMs);
  await held.remove();
  return restored;
}

/** A clock that was ahead would let it be under way until that time: it counts from now on, also for who looks next. */
async function notInFuture(
  record: TemporaryRecord,
  held: HeldTemporary,
  nowMs: number,
): Promise<TemporaryRecord> {
  if (Date.parse(record.since) <= nowMs) return record;
  const mended = { ...record, since: new Date(nowMs).toISOString() };
  await held.write(mended);
  return mended;
}

async function putBack(
  { service, displaced }: TemporaryRecord,
  before: string | undefined,
  options: RestoreOptions,
): Promise<Restored> {
  const { desk } = options;
  if (displaced === undefined) {
    await desk.unregister(service);
    return { kind: "restored", url: undefined, withCredentials: false };
  }
  const credentials = await credentialsFor(service, displaced, options);
  const { username = "", password = "" } = credentials ?? {};
  const outcome = await desk.register({ service, url: displaced.url, username, password }, { before });
  if (outcome.kind === "refused") throw outcome.error;
  return { kind: "restored", url: displaced.url, withCredentials: credentials !== undefined };
}

function leftAlone(record: TemporaryRecord, now: string | undefined, nowMs: number): Restored {
  const displaced = record.displaced?.url;
  const isPerhapsUnderWay = record.phase === "registering" && nowMs < Date.parse(record.since) + underWayMs;
  if (isPerhapsUnderWay) throw underWay(record);
  if (displaced === undefined ? now === undefined : isSameUrl(now, displaced)) {
    return { kind: "unchanged", url: now };
  }
  return { kind: "leftAlone", url: now, displaced };
}

/** How long a call whose process has ended may still reach the platform, through proxies and queues. */
const underWayMs = 120_000;

function underWay({ service, since, url }: TemporaryRecord): VzuploadError {
  const until = new Date(Date.parse(since) + underWayMs).toISOString();
  return new VzuploadError(
    "network",
    `The registration of ${visibleText(url)} for ${service} had no clear answer, and the platform does not show it: it may still arrive.`,
    { hint: `Repeat this after ${until}; until then the record of what it would displace is kept.` },
  );
}

/** Undefined: none are to be put back. A wrong password would cut the displaced system off as well as a wrong URL. */
async function credentialsFor(
  service: string,
  displaced: DisplacedRegistration,
  { credentials, withoutCredentials, commands }: RestoreOptions,
): Promise<RegistrationCredentials | undefined> {
  const known = displaced.credentials;
  if (known === undefined) return undefined;
  const isRight =
    credentials !== undefined &&
    credentials.username === known.username &&
    (await matchesHash(credentials.password, known.passwordHash));
  if (isRight) return credentials;
  if (withoutCredentials) return undefined;
  const url = visibleText(displaced.url);
  throw new VzuploadError(
    "usage",
    credentials === undefined
      ? `${service} cannot be given back to ${url}: its user name and password are not set.`
      : `${service} cannot be given back to ${url}: the user name and password that are set are not those that it was displaced with.`,
    {
      hint: `Set VZUPLOAD_DISPLACED_USERNAME (${visibleText(known.username)}) and VZUPLOAD_DISPLACED_PASSWORD; to put the URL back without, if they are lost: ${commands.restoreWithoutCredentials}`,
    },
  );
}
