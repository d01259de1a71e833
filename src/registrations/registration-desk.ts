import { VzuploadError } from "../errors.ts";
import { type RetryPolicy, type Wait, waitAfter } from "../upload/retry-policy.ts";
import type {
  NewRegistration,
  RegistrationFailure,
  RegistrationKey,
  RegistrationOutcome,
  RegistrationsOutcome,
} from "../uws/callback-registrations.ts";
import { visibleText } from "../visible-text.ts";
import { isSameUrl } from "./same-url.ts";

/** The callback registrations of one account. All methods fail with a VzuploadError that says what to do. */
export interface RegistrationDesk {
  readonly endpoint: string;
  readonly account: string;
  /** The URL of each service that is registered. */
  list(): Promise<ReadonlyMap<string, string>>;
  /**
   * Registers, displacing what is there, and makes sure by asking: a lost answer is no doubt, where another URL or none was there
   * before. Where this very URL was, the list tells nothing of user name and password: then only the platform's yes does.
   */
  register(registration: ServiceTarget, there: PlannedChange): Promise<RegisterOutcome>;
  /** Ends a registration, and makes sure by asking. */
  unregister(service: string): Promise<void>;
}

export type ServiceTarget = Omit<NewRegistration, "account">;

export interface PlannedChange {
  /** The URL that is registered, as was listed last; undefined: none is. */
  readonly before: string | undefined;
  /** Called before each try: from then on it may be registered. */
  readonly onTry?: () => Promise<void>;
}

/** What can be proven; all else is thrown, and may have come through, or may yet. */
export type RegisterOutcome =
  | { readonly kind: "done" }
  /** Nothing was changed: by a fault that is known, no try before was left without answer, and the list shows it. */
  | { readonly kind: "refused"; readonly error: VzuploadError };

/** The platform's calls, each made once within a session. */
export interface RegistrationCalls {
  list(call: Pick<RegistrationKey, "account">): Promise<RegistrationsOutcome>;
  register(call: NewRegistration): Promise<RegistrationOutcome>;
  unregister(call: RegistrationKey): Promise<RegistrationOutcome>;
}

export interface DeskOptions {
  readonly endpoint: string;
  readonly account: string;
  readonly calls: RegistrationCalls;
  /** Of calls of which nothing was sent, and of those without a clear answer: all of them may be repeated. */
  readonly retry: RetryPolicy;
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  /** Ends the waits; nothing more is tried then. */
  readonly interrupt: AbortSignal;
  readonly onWait: (wait: Wait) => void;
  /** The command that shows what is registered, for people to paste. */
  readonly listCommand: string;
}

/** Nothing is called before the first method. */
export function createRegistrationDesk(options: DeskOptions): RegistrationDesk {
  const { endpoint, account, calls, listCommand } = options;
  const list = async (): Promise<Registered> => {
    const outcome = await withRetries(options, () => calls.list({ account }));
    if (outcome.kind !== "registrations") throw failed("ask for the registrations", account, outcome);
    return new Map(outcome.registrations.map(({ serviceName, url }) => [serviceName, url]));
  };
  const register = async (
    target: ServiceTarget,
    { before, onTry }: PlannedChange,
  ): Promise<RegisterOutcome> => {
    const what = `register ${visibleText(target.url)} for ${target.service}`;
    const isThere = (now: Registered) => isSameUrl(now.get(target.service), target.url);
    const wasThere = isSameUrl(before, target.url);
    let mayArrive = false;
    let now: Registered = new Map();
    const outcome = await withRetries(options, async (): Promise<RegistrationOutcome> => {
      await onTry?.();
      const called = await calls.register({ ...target, account });
      if (isUnheard(called)) return called;
      mayArrive ||= called.kind === "unclear" || (called.kind === "refused" && !called.isKnown);
      now = await list();
      if (isThere(now) && !wasThere) return { kind: "done" };
      return called.kind === "done" && !isThere(now) ? notSeen(now, listCommand) : called;
    });
    if (outcome.kind === "done") return outcome;
    const error = failed(what, account, outcome);
    if (outcome.kind === "refused" && !mayArrive && !isThere(now)) return { kind: "refused", error };
    throw error;
  };
  const unregister = async (service: string): Promise<void> => {
    const outcome = await withRetries(options, async (): Promise<RegistrationOutcome> => {
      const called = await calls.unregister({ account, service });
      if (isUnheard(called)) return called;
      const now = await list();
      if (!now.has(service)) return { kind: "done" };
      return called.kind === "done" ? notSeen(now, listCommand) : called;
    });
    if (outcome.kind !== "done") throw failed(`unregister ${service}`, account, outcome);
  };
  return { endpoint, account, list, register, unregister };
}

type Registered = ReadonlyMap<string, string>;

/** The platform did not take it up: there is nothing to ask about. */
function isUnheard({ kind }: RegistrationOutcome): boolean {
  return kind === "notSent" || kind === "session";
}

/** The platform said yes, and shows something else: it is slow, or somebody else registers, too. */
function notSeen(now: Registered, listCommand: string): RegistrationFailure {
  const shown = [...now].map(([service, url]) => `${visibleText(service)}: ${visibleText(url)}`).join(", ");
  return {
    kind: "unclear",
    reason: `the platform accepted it, and shows ${shown || "no registration at all"}`,
    hint: `Somebody else may be registering at the same time: look with ${listCommand}`,
  };
}

async function withRetries<Outcome extends { readonly kind: string } | RegistrationFailure>(
  { retry, sleep, interrupt, onWait }: DeskOptions,
  attempt: () => Promise<Outcome>,
): Promise<Outcome> {
  for (let count = 1; ; count++) {
    const outcome = await attempt();
    const wait = interrupt.aborted ? undefined : waitFor(outcome, count, retry);
    if (wait === undefined) return outcome;
    onWait(wait);
    await sleep(wait.ms, interrupt);
    if (interrupt.aborted) return outcome;
  }
}

function waitFor(
  outcome: { readonly kind: string } | RegistrationFailure,
  count: number,
  retry: RetryPolicy,
): Wait | undefined {
  if (!("reason" in outcome)) return undefined;
  if (outcome.kind === "notSent") return waitAfter(outcome, count, retry);
  if (count > retry.retries) return undefined;
  const ms = retry.delaysMs[Math.min(count, retry.delaysMs.length) - 1] ?? 0;
  return { ms, reason: outcome.reason, nextTry: count + 1, tries: retry.retries + 1 };
}

function failed(
  what: string,
  account: string,
  outcome: Exclude<RegistrationOutcome | RegistrationsOutcome, { kind: "done" | "registrations" }>,
): VzuploadError {
  const begin = `Cannot ${what} (account ${visibleText(account)})`;
  switch (outcome.kind) {
    case "refused":
      return new VzuploadError("refused", `${begin}: the platform refused it: ${faultText(outcome)}`, {
        hint: outcome.hint,
      });
    case "session":
      return new VzuploadError(
        "credentials",
        `${begin}: the platform refuses a fresh session token, too: ${faultText(outcome)}`,
        { hint: "Check the user's rights at the platform's portal." },
      );
    case "notSent":
    case "unclear":
      return new VzuploadError("network", `${begin}: ${outcome.reason}`, { hint: outcome.hint });
  }
}

function faultText({ fault }: { readonly fault: { readonly code: string; readonly text: string } }): string {
  return visibleText(`${fault.text || "(no text)"} (${fault.code || "no code"})`);
}
