import { setTimeout as sleep } from "node:timers/promises";
import { type AcceptedUpload, detachedUpload } from "./accepted-upload.ts";
import type { CallbackBehaviour } from "./behaviour.ts";
import { type CallbackEvent, type CallbackSummary, createCallbackLog } from "./callback-log.ts";
import { createDelivery, type StartDelivery } from "./delivery.ts";
import { judgeUpload } from "./judge-lines.ts";
import { type CallbackMessage, planMessages } from "./plan-messages.ts";
import type { Registrations } from "./registrations.ts";

/** The callbacks that were sent, and whether more are to come. */
export interface SentCallbacks {
  summary(): CallbackSummary;
  /** Resolves when nothing more is to be sent of the uploads accepted so far, or the sandbox has closed. */
  idle(): Promise<void>;
}

/** Tells of each upload by callback. */
export interface Callbacks extends SentCallbacks {
  /** Takes on an upload that was applied. */
  accept(upload: AcceptedUpload): UploadCourse;
}

/** How an upload's answer and its callbacks wait for each other. */
export interface UploadCourse {
  /** Resolves when the upload may be answered. */
  readonly answerable: Promise<void>;
  /** The answer is out, or will never be. */
  answered(): void;
}

/** What callbacks depend on. */
export interface CallbackSettings {
  readonly behaviour: CallbackBehaviour;
  /** PEM; see CallbackOptions. */
  readonly ca: string | undefined;
  readonly seed: number;
  readonly registrations: Registrations;
  readonly onEvent: (event: CallbackEvent) => void;
  /** Aborted: nothing more is sent. */
  readonly closing: AbortSignal;
}

/** No uploads yet. */
export function createCallbacks(settings: CallbackSettings): Callbacks {
  const { behaviour, closing } = settings;
  const log = createCallbackLog(settings.onEvent);
  const wait = async (ms: number): Promise<void> => {
    // Rejects for one reason only: the sandbox closes.
    if (ms > 0) await sleep(ms, undefined, { signal: closing }).catch(() => undefined);
  };
  const start = createDelivery({ ...settings, log, wait });
  const running = new Set<Promise<void>>();
  return {
    accept(upload) {
      const [answerable, letAnswer] = gate();
      const [answered, tellAnswered] = gate();
      const kept = detachedUpload(upload);
      const run = (behaviour.early ? Promise.resolve() : answered)
        .then(() => runUpload(kept, { ...settings, wait, start, onTold: letAnswer }))
        .catch(log.broken)
        .finally(() => {
          letAnswer();
          running.delete(run);
        });
      running.add(run);
      return { answerable: behaviour.early ? answerable : Promise.resolve(), answered: tellAnswered };
    },
    summary: () => log.summary(running.size),
    async idle() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

interface RunSettings extends Pick<CallbackSettings, "behaviour" | "seed" | "closing"> {
  readonly wait: (ms: number) => Promise<void>;
  readonly start: StartDelivery;
  /** All upload callbacks were sent once. */
  readonly onTold: () => void;
}

/** Sends all callbacks of an upload, wave by wave; resolves when the last one is done with. */
async function runUpload(upload: AcceptedUpload, settings: RunSettings): Promise<void> {
  const { behaviour, seed, wait, onTold } = settings;
  await wait(behaviour.delayMs);
  const { lines, uploadWaves, activationWave } = planMessages(
    judgeUpload(upload, behaviour, seed),
    behaviour,
    seed,
  );
  const source = { upload, lines, counters: behaviour.counters };
  const undone = new Set<Promise<void>>();
  const sendWave = async (messages: readonly CallbackMessage[]): Promise<void> => {
    const untried = new Set<Promise<void>>();
    for (const message of messages) {
      const { tried, done } = await settings.start({ message, source });
      remember(tried, untried);
      remember(done, undone);
      await wait(behaviour.everyMs);
      if (settings.closing.aborted) break;
    }
    await Promise.all(untried);
  };
  for (const wave of uploadWaves) await sendWave(wave);
  onTold();
  await wait(behaviour.activateDelayMs);
  await sendWave(activationWave);
  await Promise.all(undone);
}

/** Keeps a promise that does not reject for as long as it is open. */
function remember(promise: Promise<void>, open: Set<Promise<void>>): void {
  open.add(promise);
  void promise.then(() => open.delete(promise));
}

function gate(): readonly [opened: Promise<void>, open: () => void] {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [opened, open];
}
