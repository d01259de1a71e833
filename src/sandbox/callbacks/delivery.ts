import { type CallbackBehaviour, maxAttempts } from "./behaviour.ts";
import type { ContentSource } from "./callback-content.ts";
import { type CallbackLog, isAcknowledged, serviceOf } from "./callback-log.ts";
import { createLimiter } from "./limiter.ts";
import type { CallbackMessage } from "./plan-messages.ts";
import { postCallback } from "./post-callback.ts";
import type { Registrations } from "./registrations.ts";
import { writeCallback } from "./write-callback.ts";

/** A callback on its way; neither promise rejects. */
export interface StartedDelivery {
  /** It was sent once, whatever became of it. */
  readonly tried: Promise<void>;
  /** It was acknowledged, or is not sent again. */
  readonly done: Promise<void>;
}

/** What deliveries depend on. */
export interface DeliverySettings {
  readonly behaviour: CallbackBehaviour;
  /** PEM; see CallbackOptions. */
  readonly ca: string | undefined;
  readonly registrations: Registrations;
  readonly log: CallbackLog;
  readonly wait: (ms: number) => Promise<void>;
  /** Aborted: nothing more is sent. */
  readonly closing: AbortSignal;
}

/** A callback and what it is written from. */
export interface Letter {
  readonly message: CallbackMessage;
  readonly source: ContentSource;
}

/** Sends a callback until it is acknowledged. Resolves when its first send begins: who awaits it keeps few in memory. */
export type StartDelivery = (letter: Letter) => Promise<StartedDelivery>;

/** Those that wait to be sent again are small, but may wait for minutes: beyond this many no new one is begun. */
const maxUndelivered = 10_000;

/** The one sender for all requests of a sandbox. */
export function createDelivery(settings: DeliverySettings): StartDelivery {
  const { behaviour, log, wait, closing } = settings;
  const sends = createLimiter(behaviour.atOnce);
  const undelivered = createLimiter(maxUndelivered);

  async function deliver(letter: Letter, giveFirst: () => void, onTried: () => void): Promise<void> {
    let give = giveFirst;
    for (let attempt = 1; ; attempt++) {
      const isOver = await sendOnce(settings, letter, attempt).finally(give);
      onTried();
      if (isOver || closing.aborted) return;
      if (attempt === maxAttempts || behaviour.redeliverMs === undefined) return log.count("givenUp");
      await wait(behaviour.redeliverMs);
      give = await sends.take();
    }
  }

  return async (letter) => {
    const giveUndelivered = await undelivered.take();
    const giveSend = await sends.take();
    let onTried: () => void = () => undefined;
    const tried = new Promise<void>((resolve) => {
      onTried = resolve;
    });
    const done = deliver(letter, giveSend, onTried)
      .catch(log.broken)
      .finally(() => {
        onTried();
        giveUndelivered();
      });
    return { tried, done };
  };
}

/** Whether nothing more is to be sent of it. */
async function sendOnce(settings: DeliverySettings, letter: Letter, attempt: number): Promise<boolean> {
  const { behaviour, ca, registrations, log, closing } = settings;
  const { message, source } = letter;
  const { account, requestId } = source.request;
  const target = registrations.target(account, serviceOf(message));
  if (closing.aborted) return true;
  if (target === undefined) {
    log.count("withoutUrl");
    return true;
  }
  const written = writeCallback({ message, source, target, attempt }, behaviour);
  const { url } = target;
  const outcome = await postCallback({
    url,
    ...written,
    timeoutMs: behaviour.timeoutMs,
    ca,
    signal: closing,
  });
  if (closing.aborted && outcome.kind === "failed") return true;
  log.posted({ message, requestId, attempt, url, outcome });
  if (isAcknowledged(outcome)) log.count("acknowledged");
  return isAcknowledged(outcome);
}
