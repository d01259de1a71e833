import { type CallFault, callFaultKinds } from "../../src/sandbox/faults.ts";
import { type Dialect, type InputType, inputTypeNames, randomDialect } from "./input-files.ts";
import { createRandom, type Random } from "./random.ts";

/** What happens to a process. */
export type Disturbance =
  | { readonly kind: "none" }
  | { readonly kind: "killAfter"; readonly ms: number }
  /** When the platform has so many uploads, before it answers the last of them. */
  | { readonly kind: "killAtUpload"; readonly more: number }
  /** See kill-at-write.mjs. */
  | {
      readonly kind: "atWrite";
      readonly scope: "ledger" | "all";
      readonly moment: number;
      readonly how: "kill" | "full";
    }
  | {
      readonly kind: "signal";
      readonly signal: "SIGINT" | "SIGTERM";
      readonly isTwice: boolean;
      /** After so many more uploads, or ms. */
      readonly more: number | undefined;
      readonly ms: number;
    };

/** Callbacks of a run, and what listens for them. */
export interface CallbackPlan {
  /** As --callbacks has it. */
  readonly behaviour: string;
  readonly credentials: "right" | "wrong-first" | "wrong" | "unchecked";
  /** `watch --all` beside all else, killed after so many ms and started again; undefined: there is none. */
  readonly listener: { readonly killedAfter: number | undefined } | undefined;
  /** Lines may fail: pushed again they are sent again, as they should. */
  readonly hasFailures: boolean;
}

export type Asks = "upload" | "activation";

/** All that is left to chance in a run; the rest is what the machine makes of it. */
export interface RunPlan {
  readonly seed: number;
  /** What is done with the devices: uploaded, or activated. */
  readonly asks: Asks;
  readonly type: InputType;
  readonly sku: string;
  readonly rows: number;
  readonly badRows: number;
  readonly batchSize: number;
  readonly dialect: Dialect;
  /** As --fault has it. */
  readonly faults: readonly string[];
  readonly callbacks: CallbackPlan | undefined;
  readonly push: Disturbance;
  /** Another push of the same devices, so many ms later. */
  readonly secondPush:
    | { readonly afterMs: number; readonly dialect: Dialect; readonly disturbance: Disturbance }
    | undefined;
  readonly rounds: readonly Round[];
  /** At the end: once more under another name, which sends nothing. */
  readonly isPushedOnceMore: boolean;
  /** At the end: watch --job, until all lines have their verdict. */
  readonly isWatched: boolean;
}

/** What a script does next while all is not sent; when the rounds are used up nothing is in its way any more. */
export interface Round {
  readonly action: "resume" | "push" | "resume --watch";
  readonly disturbance: Disturbance;
  /** A second resume at the same time. */
  readonly isDouble: boolean;
  /** A crash's remainder behind the newest ledger, before it. */
  readonly hasTornTail: boolean;
}

export function planRun(seed: number): RunPlan {
  const random = createRandom(seed);
  const rows = random.between(1, random.chance(0.1) ? 400 : 40);
  const batches = random.between(1, Math.min(rows, 7));
  const callbacks = random.chance(0.65) ? planCallbacks(random) : undefined;
  const mayRepeat = callbacks?.hasFailures !== true;
  const plan: RunPlan = {
    seed,
    asks: "upload",
    type: random.pick(inputTypeNames),
    sku: random.pick(["VZW120000440008", "VZW990000000001", "ABC123"]),
    rows,
    badRows: random.chance(0.2) ? random.between(1, 3) : 0,
    batchSize: Math.ceil(rows / batches),
    dialect: randomDialect(random),
    faults: planFaultList(random, batches, mayRepeat),
    callbacks,
    push: random.chance(0.8) ? disturb(random) : { kind: "none" },
    secondPush:
      mayRepeat && random.chance(0.35)
        ? {
            afterMs: random.between(0, 400),
            dialect: randomDialect(random),
            disturbance: disturb(random, 0.4),
          }
        : undefined,
    rounds: Array.from({ length: random.between(1, 4) }, () => planRound(random, mayRepeat, callbacks)),
    isPushedOnceMore: mayRepeat && random.chance(0.5),
    isWatched: callbacks !== undefined && callbacks.credentials !== "wrong" && random.chance(0.5),
  };
  return random.chance(0.3) ? asActivation(plan) : plan;
}

/** The same run, but that it activates devices which were uploaded elsewhere. */
export function asActivation(plan: RunPlan): RunPlan {
  const { callbacks } = plan;
  const faults = plan.faults.map((fault) => fault.replace(/@(?=\d)/, "@activate:"));
  if (callbacks === undefined) return { ...plan, asks: "activation", faults };
  const behaviour = `${callbacks.behaviour.replace("fail:", "activate-fail:")},knows-all`;
  return { ...plan, asks: "activation", faults, callbacks: { ...callbacks, behaviour } };
}

function planRound(random: Random, mayRepeat: boolean, callbacks: CallbackPlan | undefined): Round {
  const canWatch = callbacks !== undefined && random.chance(0.3);
  const isPush = mayRepeat && random.chance(0.2);
  return {
    action: isPush ? "push" : canWatch ? "resume --watch" : "resume",
    disturbance: disturb(random, 0.6),
    isDouble: random.chance(0.25),
    hasTornTail: random.chance(0.25),
  };
}

function disturb(random: Random, probability = 1): Disturbance {
  if (!random.chance(probability)) return { kind: "none" };
  const more = random.between(1, 4);
  const ms = random.between(0, 900);
  switch (random.pick(["killAfter", "killAtUpload", "atWrite", "atWrite", "signal"])) {
    case "killAfter":
      return { kind: "killAfter", ms };
    case "killAtUpload":
      return { kind: "killAtUpload", more };
    case "atWrite": {
      const scope = random.pick(["ledger", "all"]);
      const moment = random.between(1, scope === "ledger" ? 24 : 90);
      return { kind: "atWrite", scope, moment, how: random.chance(0.2) ? "full" : "kill" };
    }
    case "signal":
      return {
        kind: "signal",
        signal: random.pick(["SIGINT", "SIGTERM"]),
        isTwice: random.chance(0.4),
        more: random.chance(0.7) ? more : undefined,
        ms,
      };
  }
}

/** Each kind as likely as any other, for some of the uploads, now and then for a log-in, or left to the sandbox's own chance. */
function planFaultList(random: Random, batches: number, mayRepeat: boolean): readonly string[] {
  const rate = random.pick([0, 0.15, 0.3, 0.5]);
  const faults: string[] = [];
  for (let call = 1; call <= batches * 2; call++) {
    if (random.chance(rate)) faults.push(planFault(random, String(call), mayRepeat));
  }
  if (random.chance(0.15)) faults.push(`random:${random.pick(["0.1", "0.3"])}`);
  if (random.chance(0.15)) {
    const kinds = ["reset-before", "reset-after", "http-500", "html-200", "http-429", "half-answer"] as const;
    faults.push(`${random.pick(kinds)}@login:${random.between(1, 2)}`);
  }
  return faults;
}

function planFault(random: Random, call: string, mayRepeat: boolean): string {
  const [first = "drip", ...others] = callFaultKinds;
  const kind: CallFault["kind"] = random.pick([first, ...others]);
  switch (kind) {
    case "http-429":
      return `${kind}@${call}:${random.between(0, 1)}`;
    case "slow":
      return `${kind}@${call}:${random.between(20, 400)}`;
    case "fault": {
      // The second one proves that nothing was applied: those devices must be pushed again.
      const code =
        mayRepeat && random.chance(0.4) ? "INPUT_INVALID.Torture" : "REQUEST_FAILED.UnexpectedError";
      return `${kind}@${call}:${code}`;
    }
    default:
      return `${kind}@${call}`;
  }
}

function planCallbacks(random: Random): CallbackPlan {
  const credentials = random.pick(["right", "right", "right", "wrong-first", "wrong", "unchecked"]);
  const hasFailures = random.chance(0.15);
  const cut = random.pick(["", "split:3", "split:1", "per-device"]);
  const switches = [
    `delay:${random.pick([0, 20, 200, 700])}`,
    cut,
    random.chance(0.3) ? "shuffle" : "",
    random.chance(0.3) ? "duplicate:2" : "",
    random.chance(0.3) ? "pending-first" : "",
    random.pick(["", "form:soap", "form:prefixed"]),
    random.chance(0.2) ? "encoding:utf-16" : "",
    random.chance(0.1) ? "early" : "",
    hasFailures ? "fail:0.3" : "",
    credentials === "wrong" || credentials === "wrong-first" ? `credentials:${credentials}` : "",
    `redeliver:${random.pick([200, 600])}`,
  ];
  return {
    behaviour: switches.filter((each) => each !== "").join(),
    credentials,
    listener: random.chance(0.6)
      ? { killedAfter: random.chance(0.5) ? random.between(300, 1500) : undefined }
      : undefined,
    hasFailures,
  };
}
