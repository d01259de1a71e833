import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import {
  callbackSwitchExamples,
  parseCallbackBehaviour,
} from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import { failureOf } from "../../support/failure.ts";

const written = [
  ["delay:500", { delayMs: 500 }],
  ["every:50", { everyMs: 50 }],
  ["at-once:1", { atOnce: 1 }],
  ["timeout:2000", { timeoutMs: 2000 }],
  ["split:3", { cut: { kind: "split", lines: 3 } }],
  ["per-device", { cut: { kind: "perDevice" } }],
  ["shuffle", { shuffle: true }],
  ["duplicate", { copies: 2 }],
  ["duplicate:3", { copies: 3 }],
  ["pending-first", { pending: "first" }],
  ["pending-only", { pending: "only" }],
  ["fail:0.1", { failRate: 0.1 }],
  ["fail:1", { failRate: 1 }],
  ["package-fault", { packageFault: "Processing failed due to an unknown error" }],
  ["package-fault:Out of cheese: redo", { packageFault: "Out of cheese: redo" }],
  ["counters:+1", { counters: "+1" }],
  ["counters:-1", { counters: "-1" }],
  ["counters:none", { counters: "none" }],
  ["credentials:wrong", { credentials: "wrong" }],
  ["credentials:wrong-first", { credentials: "wrong-first" }],
  ["credentials:none", { credentials: "none" }],
  ["redeliver:300000", { redeliverMs: 300_000 }],
  ["no-redelivery", { redeliverMs: undefined }],
  ["form:page", { form: "page" }],
  ["form:soap", { form: "soap" }],
  ["form:prefixed", { form: "prefixed" }],
  ["encoding:utf-8", { encoding: "utf-8" }],
  ["encoding:utf-16", { encoding: "utf-16" }],
  ["early", { early: true }],
  ["activate-fail:.2", { activateFailRate: 0.2 }],
  ["activate-delay:500", { activateDelayMs: 500 }],
  ["", {}],
  [" split:3 ,, early ", { cut: { kind: "split", lines: 3 }, early: true }],
] as const;

test.each(written)("'%s'", (list, behaviour) => {
  expect(parseCallbackBehaviour(list)).toStrictEqual(behaviour);
});

test.each([
  "later",
  "toString",
  "delay",
  "delay:",
  "delay:-1",
  "delay:1.5",
  "delay:soon",
  "delay:12345678",
  "at-once:0",
  "split:0",
  "split",
  "per-device:2",
  "duplicate:0",
  "fail:2",
  "fail",
  "package-fault:",
  "counters:2",
  "counters",
  "form:json",
  "early:1",
])("not understood: '%s'", async (text) => {
  expect(await failureOf(() => parseCallbackBehaviour(`shuffle,${text}`))).toEqual({
    kind: "usage",
    message: `The callback switch '${text}' is not understood.`,
    hint: `Write a comma-separated list of: ${callbackSwitchExamples.join(", ")}.`,
  });
});

test.each([
  ["split:3", "per-device"],
  ["pending-first", "pending-only"],
  ["redeliver:5", "no-redelivery"],
  ["early", "early"],
])("'%s' and '%s' set the same", async (first, second) => {
  expect(await failureOf(() => parseCallbackBehaviour(`${first},shuffle,${second}`))).toEqual({
    kind: "usage",
    message: `The callback switches '${first}' and '${second}' set the same.`,
    hint: "Give one of the two.",
  });
});

test("docs/sandbox.md has a row for each switch, and for no other", () => {
  const text = readFileSync(new URL("../../../docs/sandbox.md", import.meta.url), "utf8");
  const section = /### Callback switches\n(.*?)\n##/s.exec(text)?.[1] ?? "";
  const documented = [...section.matchAll(/^\| `([a-z-]+)/gm)].map(([, name]) => name);
  const names = callbackSwitchExamples.map((example) => example.split(":")[0]);
  expect([...new Set(documented)].sort()).toEqual([...names].sort());
});
