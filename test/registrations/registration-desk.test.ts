import { expect, test } from "vitest";
import { VzuploadError } from "../../src/errors.ts";
import { createRegistrationDesk, type RegistrationCalls } from "../../src/registrations/registration-desk.ts";
import type { RegistrationFailure, RegistrationOutcome } from "../../src/uws/callback-registrations.ts";

const account = "1223334444-00001";
const url = "https://me.example/";
const fresh = { before: undefined };
const target = { service: "DeviceService", url, username: "", password: "" };
const done: RegistrationOutcome = { kind: "done" };
const unclear: RegistrationFailure = { kind: "unclear", reason: "no answer", hint: "Repeat it." };
const notSent: RegistrationFailure = {
  kind: "notSent",
  reason: "refused",
  hint: "Try.",
  code: "ECONNREFUSED",
};
const fault = { code: "X.Y", text: "No." };
const refused: RegistrationFailure = { kind: "refused", fault, hint: "Read it.", isKnown: true };
const unknown: RegistrationFailure = { ...refused, isKnown: false };

/** An answer, and whether the call changed something; else as the answer says. */
type Planned = RegistrationOutcome | (RegistrationOutcome & { readonly isApplied: boolean });

/** A platform of which each call is answered as the test says, and which has what it took. */
function deskWith(outcomes: readonly Planned[], lists: readonly RegistrationFailure[] = []) {
  const left = [...outcomes];
  const failedLists = [...lists];
  const now = new Map<string, string>();
  const waits: number[] = [];
  const change = async (apply: () => void): Promise<RegistrationOutcome> => {
    const outcome = left.shift() ?? done;
    if ("isApplied" in outcome ? outcome.isApplied : outcome.kind === "done") apply();
    return outcome;
  };
  const calls: RegistrationCalls = {
    list: async () =>
      failedLists.shift() ?? {
        kind: "registrations",
        registrations: [...now].map(([serviceName, each]) => ({ serviceName, url: each })),
      },
    register: (call) => change(() => now.set(call.service, call.url)),
    unregister: (call) => change(() => now.delete(call.service)),
  };
  const interrupt = new AbortController();
  const desk = createRegistrationDesk({
    endpoint: "https://uws.example",
    account,
    calls,
    retry: { retries: 2, delaysMs: [10, 20] },
    sleep: async (ms) => void waits.push(ms),
    interrupt: interrupt.signal,
    onWait: () => undefined,
    listCommand: "vzupload callback list",
  });
  return { desk, now, waits, interrupt, left };
}

test.each([
  ["an answer that says so", [done], []],
  ["a lost answer to what was done", [{ ...unclear, isApplied: true }], []],
  ["a lost answer to what was not done, once more", [unclear, done], [10]],
  ["a connection that failed, once more", [notSent, notSent, done], [10, 20]],
] as const)("%s", async (_, outcomes, expected) => {
  const { desk, now, waits } = deskWith(outcomes);
  expect(await desk.register(target, fresh)).toEqual({ kind: "done" });
  expect(now.get("DeviceService")).toBe(url);
  expect(waits).toEqual(expected);
});

test("what was unregistered already is as wanted, whatever the platform says of it", async () => {
  const { desk } = deskWith([refused]);
  await desk.unregister("DeviceService");
});

const begin = `Cannot register ${url} for DeviceService (account ${account})`;

test.each([
  [
    "a refusal of an unknown kind, which may have come behind the act,",
    [unknown],
    new VzuploadError("refused", `${begin}: the platform refused it: No. (X.Y)`, { hint: "Read it." }),
  ],
  [
    "a session that is refused twice",
    [{ kind: "session", fault }],
    new VzuploadError("credentials", `${begin}: the platform refuses a fresh session token, too: No. (X.Y)`, {
      hint: "Check the user's rights at the platform's portal.",
    }),
  ],
  [
    "no answer, ever",
    [unclear, unclear, unclear],
    new VzuploadError("network", `${begin}: no answer`, { hint: "Repeat it." }),
  ],
  [
    "a yes that changes nothing",
    [
      { kind: "done", isApplied: false },
      { kind: "done", isApplied: false },
      { kind: "done", isApplied: false },
    ],
    new VzuploadError("network", `${begin}: the platform accepted it, and shows no registration at all`, {
      hint: "Somebody else may be registering at the same time: look with vzupload callback list",
    }),
  ],
] as const)("%s is an error", async (_, outcomes, error) => {
  const { desk, left } = deskWith(outcomes);
  await expect(desk.register(target, fresh)).rejects.toEqual(error);
  expect(left).toEqual([]);
});

test("once interrupted nothing is tried again", async () => {
  const { desk, waits, interrupt } = deskWith([unclear, done]);
  interrupt.abort();
  await expect(desk.register(target, fresh)).rejects.toThrow("no answer");
  expect(waits).toEqual([]);
});

test("a known refusal that the list confirms is the only proof that nothing was changed", async () => {
  const { desk } = deskWith([refused]);
  expect(await desk.register(target, fresh)).toMatchObject({ kind: "refused", error: { kind: "refused" } });
});

test.each([
  ["behind a try without answer, which may still arrive", [unclear, refused]],
  ["of an unknown kind", [unknown]],
] as const)("a refusal %s proves nothing", async (_, outcomes) => {
  const { desk } = deskWith(outcomes);
  await expect(desk.register(target, fresh)).rejects.toThrow("the platform refused it");
});

test("a list that is refused behind an applied registration is no refusal of it", async () => {
  const { desk } = deskWith([done], [refused]);
  await expect(desk.register(target, fresh)).rejects.toThrow("Cannot ask for the registrations");
});

test("that the URL was there before is no sign that its user name and password are registered", async () => {
  const before = { before: url };
  const refusing = deskWith([refused]);
  refusing.now.set("DeviceService", url);
  await expect(refusing.desk.register(target, before)).rejects.toThrow("the platform refused it");
  const lost = deskWith([unclear, done]);
  lost.now.set("DeviceService", url);
  expect(await lost.desk.register(target, before)).toEqual({ kind: "done" });
  expect([lost.waits, lost.left]).toEqual([[10], []]);
});

test("each try is told of before it is made", async () => {
  const { desk, left } = deskWith([unclear, notSent, done]);
  const tries: number[] = [];
  await desk.register(target, { ...fresh, onTry: async () => void tries.push(left.length) });
  expect(tries).toEqual([3, 2, 1]);
});
