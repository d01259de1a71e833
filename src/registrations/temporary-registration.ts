import { VzuploadError } from "../errors.ts";
import type {
  DisplacedRegistration,
  HeldTemporary,
  TemporaryRecord,
} from "../store/temporary-registrations.ts";
import { hashPassword } from "../upload/password-hash.ts";
import { visibleText } from "../visible-text.ts";
import type { RegistrationDesk } from "./registration-desk.ts";
import {
  type RegistrationCredentials,
  type RestoreCommands,
  type Restored,
  restoreRegistration,
} from "./restore-registration.ts";
import { isSameUrl } from "./same-url.ts";
import { type HeldServices, type TakeOptions, takeServices } from "./take-services.ts";

export interface TemporaryOptions extends TakeOptions {
  readonly desk: RegistrationDesk;
  readonly url: string;
  /** Of the temporary registration; empty: none. */
  readonly credentials: RegistrationCredentials;
  /** Of what is displaced. */
  readonly displacedCredentials: RegistrationCredentials | undefined;
  /** Displace also what cannot be put back with its user name and password. */
  readonly replace: boolean;
  readonly commands: RestoreCommands;
  readonly interrupt: AbortSignal;
  readonly onEvent: (event: RegistrationEvent) => void;
  /** Called with the services of which a record is on disk, whenever that changes: something is perhaps to be put back for them. */
  readonly onRecorded: (services: readonly string[]) => void;
  /** Ends what could not begin, as the caller ends it otherwise. */
  readonly end: (hold: TemporaryHold) => Promise<readonly unknown[]>;
}

/** What happened to one service. */
export type RegistrationEvent =
  | {
      readonly kind: "registered";
      readonly service: string;
      readonly url: string;
      readonly displaced: DisplacedRegistration | undefined;
    }
  /**
   * The URL was registered already, and stays so: nothing will be put back. Its user name and password are as they were (`asWere`), or
   * those of this watch from now on (`replaced`).
   */
  | {
      readonly kind: "kept";
      readonly service: string;
      readonly url: string;
      readonly credentials: "asWere" | "replaced";
    }
  /** What an earlier process left behind, or this one displaced. */
  | { readonly kind: "ended"; readonly service: string; readonly restored: Restored };

/** Registrations that stand as long as this process wants. */
export interface TemporaryHold {
  /** The services of which a record is on disk: something is perhaps to be put back for them. */
  standing(): readonly string[];
  /**
   * Puts back what was displaced, as far as it can, and gives the services free. Never throws: what could not be put back is in
   * the errors, and its record is kept. A second call does nothing.
   */
  end(desk: RegistrationDesk): Promise<readonly unknown[]>;
}

/**
 * Registers a URL for a time. What is displaced is on disk before it is: whatever ends this process, it can be put back. What an
 * earlier process has left of these services is put back first. Fails with a VzuploadError, everything put back that can be.
 */
export async function beginTemporary(options: TemporaryOptions): Promise<TemporaryHold> {
  const recorded = new Set<string>();
  const held = notingRecords(await takeServices(options), recorded, options.onRecorded);
  const hold = createHold(held, recorded, options);
  try {
    await restoreLeftOvers(held, options);
    const now = await options.desk.list();
    refuseToDisplace([...held.keys()], now, options);
    for (const [service, each] of held) await registerService(service, now.get(service), each, options);
    return hold;
  } catch (error) {
    const others = await options.end(hold);
    throw others.length === 0 ? error : withOthers(error, others, options.commands);
  }
}

/** The same services, with an account of which of them have a record. */
function notingRecords(
  held: HeldServices,
  recorded: Set<string>,
  onRecorded: TemporaryOptions["onRecorded"],
): HeldServices {
  const note = (service: string, isRecorded: boolean): void => {
    if (recorded.has(service) === isRecorded) return;
    if (isRecorded) recorded.add(service);
    else recorded.delete(service);
    onRecorded([...recorded]);
  };
  const noting = (service: string, each: HeldTemporary): HeldTemporary => ({
    ...each,
    async read() {
      const record = await each.read();
      note(service, record !== undefined);
      return record;
    },
    async write(record) {
      note(service, true);
      await each.write(record);
    },
    async remove() {
      await each.remove();
      note(service, false);
    },
  });
  return new Map([...held].map(([service, each]) => [service, noting(service, each)]));
}

async function restoreLeftOvers(held: HeldServices, options: TemporaryOptions): Promise<void> {
  const { desk, displacedCredentials: credentials, commands, onEvent } = options;
  for (const [service, each] of held) {
    if ((await each.read()) === undefined) continue;
    const nowMs = Date.now();
    const restored = await restoreRegistration(each, {
      desk,
      credentials,
      withoutCredentials: false,
      nowMs,
      commands,
    });
    onEvent({ kind: "ended", service, restored });
  }
}

function refuseToDisplace(
  services: readonly string[],
  now: ReadonlyMap<string, string>,
  { desk, url, replace, displacedCredentials }: TemporaryOptions,
): void {
  if (replace) return;
  const shownOf = (some: readonly string[]) =>
    some.map((service) => `${service} to ${visibleText(now.get(service) ?? "")}`).join(", ");
  const there = services.filter((service) => now.has(service));
  const others = there.filter((service) => !isSameUrl(now.get(service), url));
  if (displacedCredentials !== undefined) refuseOnePairForSeveral(there, now, shownOf(there));
  if (displacedCredentials !== undefined || others.length === 0) return;
  const shown = shownOf(others);
  throw new VzuploadError(
    "usage",
    `Not registering: account ${visibleText(desk.account)} has registered ${shown}, which would hear nothing meanwhile, and whose user name and password, which the platform does not tell, could not be put back.`,
    {
      hint: "Set VZUPLOAD_DISPLACED_USERNAME and VZUPLOAD_DISPLACED_PASSWORD to put them back; if it has none, or may lose them: --replace.",
    },
  );
}

/** What belongs to one system would be told to the other, and cut it off. */
function refuseOnePairForSeveral(
  there: readonly string[],
  now: ReadonlyMap<string, string>,
  shown: string,
): void {
  const [first] = there;
  if (first === undefined || there.every((service) => isSameUrl(now.get(service), now.get(first)))) return;
  throw new VzuploadError(
    "usage",
    `Not registering: ${shown} are different URLs, and one user name and password for both is set to be put back.`,
    {
      hint: "Watch one --service at a time, each with the user name and password of its own URL; if one pair is right for both: --replace.",
    },
  );
}

/** `there`: what is registered. */
async function registerService(
  service: string,
  there: string | undefined,
  held: HeldTemporary,
  options: TemporaryOptions,
): Promise<void> {
  const { desk, url, credentials, displacedCredentials, interrupt, onEvent } = options;
  if (interrupt.aborted) throw new VzuploadError("interrupted", "Interrupted while registering.");
  if (isSameUrl(there, url) && (displacedCredentials === undefined || credentials.username === ""))
    return keep(service, there, options);
  const target = { service, url, ...credentials };
  const record: Omit<TemporaryRecord, "phase" | "since"> = {
    endpoint: desk.endpoint,
    account: desk.account,
    service,
    url,
    ...(there === undefined ? {} : { displaced: await displacedBy(there, options) }),
  };
  const write = (phase: TemporaryRecord["phase"]) =>
    held.write({ ...record, phase, since: new Date().toISOString() });
  // What is thrown proves nothing: the record stays, and what is registered by then is found by it.
  const outcome = await desk.register(target, { before: there, onTry: () => write("registering") });
  if (outcome.kind === "refused") {
    await held.remove();
    throw outcome.error;
  }
  await write("registered");
  onEvent({ kind: "registered", service, url, displaced: record.displaced });
}

/**
 * Nothing is recorded of a service that has the URL already, and whose user name and password cannot be put back: they are somebody's,
 * and nobody can tell which. So they are replaced only with --replace, and for good.
 */
async function keep(
  service: string,
  there: string | undefined,
  { desk, url, credentials, replace, onEvent }: TemporaryOptions,
): Promise<void> {
  const isReplaced = replace && credentials.username !== "";
  const outcome = isReplaced
    ? await desk.register({ service, url, ...credentials }, { before: there })
    : undefined;
  if (outcome?.kind === "refused") throw outcome.error;
  onEvent({ kind: "kept", service, url, credentials: isReplaced ? "replaced" : "asWere" });
}

async function displacedBy(
  url: string,
  { displacedCredentials }: TemporaryOptions,
): Promise<DisplacedRegistration> {
  if (displacedCredentials === undefined) return { url };
  const { username, password } = displacedCredentials;
  return { url, credentials: { username, passwordHash: await hashPassword(password) } };
}

function createHold(
  held: HeldServices,
  recorded: ReadonlySet<string>,
  options: TemporaryOptions,
): TemporaryHold {
  const { displacedCredentials: credentials, commands, onEvent } = options;
  let hasEnded = false;
  const endOne = async (service: string, each: HeldTemporary, desk: RegistrationDesk): Promise<void> => {
    try {
      if ((await each.read()) !== undefined) {
        const restoring = { desk, credentials, withoutCredentials: false, nowMs: Date.now(), commands };
        onEvent({ kind: "ended", service, restored: await restoreRegistration(each, restoring) });
      }
    } finally {
      await each.release();
    }
  };
  return {
    standing: () => [...recorded],
    async end(desk) {
      if (hasEnded) return [];
      hasEnded = true;
      const errors: unknown[] = [];
      for (const [service, each] of held)
        await endOne(service, each, desk).catch((error: unknown) => errors.push(error));
      return errors;
    },
  };
}

/** What went wrong first ends it; what is left to do because of it must be told as well. */
function withOthers(error: unknown, others: readonly unknown[], { restore }: RestoreCommands): unknown {
  if (!(error instanceof VzuploadError)) return error;
  const rest = others.map((other) => (other instanceof Error ? other.message : String(other))).join(" ");
  return new VzuploadError(error.kind, `${error.message} Nor is everything put back: ${rest}`, {
    hint: `${error.hint ?? ""} Then: ${restore}`.trim(),
    cause: error,
  });
}
