import fc from "fast-check";
import { expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { planFaults } from "../../src/sandbox/fault-plan.ts";
import { callFaultKinds, parseFault } from "../../src/sandbox/faults.ts";

const upload = (number: number) => ({ operation: "uploadDevices", number }) as const;
const activation = (number: number) => ({ operation: "changeDeviceState", number }) as const;
const logIn = (number: number) => ({ operation: "logIn", number }) as const;

const written = [
  ["expire-session@3", { kind: "expire-session", call: upload(3) }],
  ["reset-before@2", { kind: "reset-before", call: upload(2) }],
  ["expire-session@activate:3", { kind: "expire-session", call: activation(3) }],
  ["http-429@activate:1:2", { kind: "http-429", call: activation(1), retryAfterSeconds: 2 }],
  ["reset-after@login:1", { kind: "reset-after", call: logIn(1) }],
  ["no-answer@register:2", { kind: "no-answer", call: { operation: "registerCallback", number: 2 } }],
  [
    "expire-session@unregister:1",
    { kind: "expire-session", call: { operation: "unregisterCallback", number: 1 } },
  ],
  [
    "slow@registrations:3:500",
    { kind: "slow", call: { operation: "getCallbackRegistrations", number: 3 }, delayMs: 500 },
  ],
  ["http-429@1:2", { kind: "http-429", call: upload(1), retryAfterSeconds: 2 }],
  ["http-429@login:1", { kind: "http-429", call: logIn(1), retryAfterSeconds: 1 }],
  ["slow@1:500", { kind: "slow", call: upload(1), delayMs: 500 }],
  ["slow@login:2:500", { kind: "slow", call: logIn(2), delayMs: 500 }],
  [
    "fault@2:REQUEST_FAILED.UnexpectedError",
    { kind: "fault", call: upload(2), code: "REQUEST_FAILED.UnexpectedError" },
  ],
  ["accept-then-fault@2:X", { kind: "accept-then-fault", call: upload(2), code: "X" }],
  ["fault@2", { kind: "fault", call: upload(2), code: "REQUEST_FAILED.UnexpectedError" }],
  ["random:0.1", { kind: "random", rate: 0.1 }],
  ["random:1", { kind: "random", rate: 1 }],
] as const;

test.each(written)("%s", (text, fault) => {
  expect(parseFault(text)).toEqual(fault);
});

const misunderstood = [
  "",
  "reset",
  "reset-before",
  "reset-before@0",
  "reset-before@2:3",
  "slow@1:fast",
  "toString@1",
  "expire-session@login:1",
  "no-request-id@login:1",
  "no-request-id@register:1",
  "reset-before@upload:1",
  "reset-before@toString:1",
  "random:2",
  "random",
  "fault@1:",
];

test.each(misunderstood)("not understood: '%s'", (text) => {
  expect(() => parseFault(text)).toThrow(
    new VzuploadError("usage", `The fault switch '${text}' is not understood.`, {
      hint: `Write kind@k, or kind@activate:k, login:k, register:k, unregister:k or registrations:k for the k-th call, or random:0.1; kinds: ${callFaultKinds.join(", ")}.`,
    }),
  );
});

test("a plan knows the call that each switch is for", () => {
  const plan = planFaults(["drip@2", "http-500@login:2", "slow@activate:2"].map(parseFault), 1);
  expect([1, 2, 3].map((number) => plan(upload(number))?.kind)).toEqual([undefined, "drip", undefined]);
  expect([1, 2, 3].map((number) => plan(activation(number))?.kind)).toEqual([undefined, "slow", undefined]);
  expect([1, 2, 3].map((number) => plan(logIn(number))?.kind)).toEqual([undefined, "http-500", undefined]);
});

test("random switches are for uploads and activations only", () => {
  const plan = planFaults([parseFault("random:1")], 1);
  expect(plan(upload(1))).toBeDefined();
  expect(plan(activation(1))).toBeDefined();
  for (const operation of [
    "logIn",
    "registerCallback",
    "unregisterCallback",
    "getCallbackRegistrations",
  ] as const)
    expect(plan({ operation, number: 1 })).toBeUndefined();
});

test("random switches follow from the seed alone, in any order of asking", () => {
  fc.assert(
    fc.property(fc.nat(), fc.shuffledSubarray([1, 2, 3, 4, 5, 6, 7, 8], { minLength: 8 }), (seed, order) => {
      const random = parseFault("random:0.5");
      const plan = planFaults([random], seed);
      const inOrder = [1, 2, 3, 4, 5, 6, 7, 8].map((number) => plan(upload(number)));
      const again = planFaults([random], seed);
      for (const number of order) expect(again(upload(number))).toEqual(inOrder[number - 1]);
    }),
  );
});

test("random switches come at about their rate, of many kinds, never for log-ins", () => {
  const plan = planFaults([parseFault("random:0.1")], 1);
  const calls = Array.from({ length: 2000 }, (_, index) => index + 1);
  const kinds = calls.map((number) => plan(upload(number))?.kind).filter((kind) => kind !== undefined);
  expect(kinds.length).toBeGreaterThan(150);
  expect(kinds.length).toBeLessThan(250);
  expect(new Set(kinds).size).toBe(callFaultKinds.length - 3);
  expect(calls.some((number) => plan(logIn(number)) !== undefined)).toBe(false);
  const ofUploads = calls.filter((number) => plan(upload(number)) !== undefined);
  const ofActivations = calls.filter((number) => plan(activation(number)) !== undefined);
  expect(ofActivations.length).toBeGreaterThan(150);
  expect(ofActivations.length).toBeLessThan(250);
  expect(ofActivations).not.toEqual(ofUploads);
});

test("a named switch comes before a random one", () => {
  const plan = planFaults([parseFault("random:1"), parseFault("slow@1:5")], 1);
  expect(plan(upload(1))).toEqual({ kind: "slow", call: upload(1), delayMs: 5 });
});
