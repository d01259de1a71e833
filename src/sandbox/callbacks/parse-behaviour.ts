import { VzuploadError } from "../../errors.ts";
import type { CallbackBehaviour } from "./behaviour.ts";

/** A switch sets some of the behaviour; undefined: it does not understand its argument. */
interface Switch {
  /** As a person writes it. */
  readonly example: string;
  readonly read: (argument: string | undefined) => Partial<CallbackBehaviour> | undefined;
}

const switches = {
  delay: number("delay:500", 0, (delayMs) => ({ delayMs })),
  every: number("every:50", 0, (everyMs) => ({ everyMs })),
  "at-once": number("at-once:1", 1, (atOnce) => ({ atOnce })),
  timeout: number("timeout:2000", 1, (timeoutMs) => ({ timeoutMs })),
  split: number("split:3", 1, (lines) => ({ cut: { kind: "split", lines } })),
  "per-device": plain("per-device", { cut: { kind: "perDevice" } }),
  shuffle: plain("shuffle", { shuffle: true }),
  duplicate: {
    example: "duplicate:3",
    read: (text = "2") => withNumber(text, 1, (copies) => ({ copies })),
  },
  "pending-first": plain("pending-first", { pending: "first" }),
  "pending-only": plain("pending-only", { pending: "only" }),
  fail: rate("fail:0.1", (failRate) => ({ failRate })),
  "package-fault": {
    example: "package-fault:<text>",
    read: (packageFault = "Processing failed due to an unknown error") => ({ packageFault }),
  },
  counters: choice("counters", ["+1", "-1", "none"], (counters) => ({ counters })),
  credentials: choice("credentials", ["wrong", "wrong-first", "none"], (credentials) => ({ credentials })),
  redeliver: number("redeliver:1000", 0, (redeliverMs) => ({ redeliverMs })),
  "no-redelivery": plain("no-redelivery", { redeliverMs: undefined }),
  form: choice("form", ["page", "soap", "prefixed"], (form) => ({ form })),
  encoding: choice("encoding", ["utf-8", "utf-16"], (encoding) => ({ encoding })),
  early: plain("early", { early: true }),
  "activate-fail": rate("activate-fail:0.2", (activateFailRate) => ({ activateFailRate })),
  "activate-delay": number("activate-delay:500", 0, (activateDelayMs) => ({ activateDelayMs })),
  "upload-takes": number("upload-takes:300000", 0, (uploadTakesMs) => ({ uploadTakesMs })),
  "knows-all": plain("knows-all", { knowsAll: true }),
} as const satisfies Record<string, Switch>;

/** Every switch, as a person writes it. */
export const callbackSwitchExamples = Object.values(switches).map(({ example }) => example);

/**
 * Reads a comma-separated list of switches as written for `--callbacks`; blanks around them do not matter.
 * @throws VzuploadError of kind usage: a switch that is not understood, or two that set the same.
 */
export function parseCallbackBehaviour(list: string): Partial<CallbackBehaviour> {
  const setBy = new Map<string, string>();
  let behaviour: Partial<CallbackBehaviour> = {};
  for (const text of list.split(",").map((part) => part.trim())) {
    if (text === "") continue;
    const part = parseSwitch(text);
    for (const field of Object.keys(part)) {
      const earlier = setBy.get(field);
      if (earlier !== undefined) throw contradiction(earlier, text);
      setBy.set(field, text);
    }
    behaviour = { ...behaviour, ...part };
  }
  return behaviour;
}

function parseSwitch(text: string): Partial<CallbackBehaviour> {
  const colon = text.indexOf(":");
  const name = colon < 0 ? text : text.slice(0, colon);
  const argument = colon < 0 ? undefined : text.slice(colon + 1);
  const entry: Switch | undefined = isSwitchName(name) ? switches[name] : undefined;
  const behaviour = argument === "" ? undefined : entry?.read(argument);
  if (behaviour !== undefined) return behaviour;
  throw new VzuploadError("usage", `The callback switch '${text}' is not understood.`, {
    hint: `Write a comma-separated list of: ${callbackSwitchExamples.join(", ")}.`,
  });
}

function contradiction(earlier: string, later: string): VzuploadError {
  return new VzuploadError("usage", `The callback switches '${earlier}' and '${later}' set the same.`, {
    hint: "Give one of the two.",
  });
}

function isSwitchName(text: string): text is keyof typeof switches {
  return Object.hasOwn(switches, text);
}

function plain(example: string, behaviour: Partial<CallbackBehaviour>): Switch {
  return { example, read: (argument) => (argument === undefined ? behaviour : undefined) };
}

function number(example: string, least: number, make: (value: number) => Partial<CallbackBehaviour>): Switch {
  return { example, read: (text = "") => withNumber(text, least, make) };
}

function withNumber<T>(text: string, least: number, make: (value: number) => T): T | undefined {
  return /^\d{1,7}$/.test(text) && Number(text) >= least ? make(Number(text)) : undefined;
}

function rate(example: string, make: (value: number) => Partial<CallbackBehaviour>): Switch {
  return { example, read: (text = "") => (/^(0?\.\d+|0|1)$/.test(text) ? make(Number(text)) : undefined) };
}

function choice<const T extends string>(
  name: string,
  choices: readonly T[],
  make: (value: T) => Partial<CallbackBehaviour>,
): Switch {
  return {
    example: `${name}:${choices.join("|")}`,
    read: (text) => {
      const chosen = choices.find((value) => value === text);
      return chosen === undefined ? undefined : make(chosen);
    },
  };
}
