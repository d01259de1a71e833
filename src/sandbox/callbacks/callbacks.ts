import { setTimeout as sleep } from "node:timers/promises";
import type { DeviceStates } from "../device-states.ts";
import { type AcceptedRequest, detachedRequest, firstIdentifierOf } from "./accepted-request.ts";
import type { CallbackBehaviour } from "./behaviour.ts";
import { type CallbackEvent, type CallbackSummary, createCallbackLog } from "./callback-log.ts";
import { createDelivery, type StartDelivery } from "./delivery.ts";
import { judgeActivations } from "./judge-activations.ts";
import { type JudgedRequest, judgeUpload } from "./judge-lines.ts";
import { type CallbackMessage, packageFaultOf, planMessages } from "./plan-messages.ts";
import type { Registrations } from "./registrations.ts";

/** The callbacks that were sent, and whether more are to come. */
export interface SentCallbacks {
  summary(): CallbackSummary;
  /** Resolves when nothing more is to be sent of the requests accepted so far, or the sandbox has closed. */
  idle(): Promise<void>;
}

/** Tells of each upload and activation by callback. */
export interface Callbacks extends SentCallbacks {
  /** Takes on a request that was applied. */
  accept(request: AcceptedRequest): RequestCourse;
}

/** How a request's answer and its callbacks wait for each other. */
export interface RequestCourse {
  /** Resolves when the request may be answered. */
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
  readonly devices: DeviceStates;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  readonly onEvent: (event: CallbackEvent) => void;
  /** Aborted: nothing more is sent. */
  readonly closing: AbortSignal;
}

/** No requests yet. */
export function createCallbacks(settings: CallbackSettings): Callbacks {
  const { behaviour, closing } = settings;
  const log = createCallbackLog(settings.onEvent);
  const wait = async (ms: number): Promise<void> => {
    // Rejects for one reason only: the sandbox closes.
    if (ms > 0) await sleep(ms, undefined, { signal: closing }).catch(() => undefined);
  };
  const start = createDelivery({ ...settings, log, wait });
  const running = new Set<Promise<void>>();
  const judgeLater = createJudge(settings);
  return {
    accept(request) {
      const [answerable, letAnswer] = gate();
      const [answered, tellAnswered] = gate();
      const judge = judgeLater(detachedRequest(request));
      const run = (behaviour.early ? Promise.resolve() : answered)
        .then(() => runRequest(judge(), { ...settings, wait, start, onTold: letAnswer }))
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

/**
 * Judges requests when it is called for, so that an upload's answer does not wait for it; but what was accepted before an
 * activation is judged before that, and an activation at once: it finds the devices as they are.
 */
function createJudge(settings: CallbackSettings): (request: AcceptedRequest) => () => JudgedRequest {
  const unjudged = new Set<() => JudgedRequest>();
  return (request) => {
    const acceptedMs = settings.now();
    let judged: JudgedRequest | undefined;
    const judgeOnce = (): JudgedRequest => {
      unjudged.delete(judgeOnce);
      judged ??= judge(request, acceptedMs, settings);
      return judged;
    };
    unjudged.add(judgeOnce);
    if (request.operation === "changeDeviceState") for (const each of [...unjudged]) each();
    return judgeOnce;
  };
}

/** What becomes of a request's devices, and their new states. */
function judge(
  request: AcceptedRequest,
  acceptedMs: number,
  { behaviour, devices, seed }: CallbackSettings,
): JudgedRequest {
  if (request.operation === "changeDeviceState") return judgeActivations(request, devices, behaviour, seed);
  const judged = judgeUpload(request, behaviour, seed);
  if (packageFaultOf(request, behaviour) !== undefined) return judged;
  devices.upload(judged.uploaded, acceptedMs);
  for (const { deviceKey, outcome } of judged.activations)
    if (outcome === "activated" && behaviour.pending !== "only")
      devices.activate(firstIdentifierOf(deviceKey));
  return judged;
}

interface RunSettings extends Pick<CallbackSettings, "behaviour" | "seed" | "closing"> {
  readonly wait: (ms: number) => Promise<void>;
  readonly start: StartDelivery;
  /** All but the activation callbacks of an upload were sent once. */
  readonly onTold: () => void;
}

/** Sends all callbacks of a request, wave by wave; resolves when the last one is done with. */
async function runRequest(judged: JudgedRequest, settings: RunSettings): Promise<void> {
  const { request } = judged;
  const { behaviour, seed, wait, onTold } = settings;
  await wait(behaviour.delayMs + (request.operation === "changeDeviceState" ? behaviour.activateDelayMs : 0));
  const { lines, waves, activationWave } = planMessages(judged, behaviour, seed);
  const source = { request, lines, counters: behaviour.counters };
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
  for (const wave of waves) await sendWave(wave);
  onTold();
  if (activationWave.length > 0) await wait(behaviour.activateDelayMs);
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
