import { describe, expect, test } from "vitest";
import { createCredentialCheck } from "../../src/listener/credentials.ts";
import { createSenderCheck } from "../../src/listener/sender.ts";
import { failureOf } from "../support/failure.ts";

const expected = { username: "test", password: "sécret " };

describe("credentials", () => {
  const isRight = createCredentialCheck(expected);
  test.each([
    ["test", "sécret", true],
    ["test ", "\tsécret\n", true],
    ["test", "Sécret", false],
    ["Test", "sécret", false],
    ["test", "", false],
    ["test", undefined, false],
    [undefined, "sécret", false],
    ["", "sécret", false],
    ["testsécret", "", false],
    ["test", "sécret".repeat(100_000), false],
  ])("%j with %j", (username, password, right) => {
    expect(isRight({ username, password })).toBe(right);
  });

  test("without a user name: only the password counts when none is expected", () => {
    const check = createCredentialCheck({ username: "", password: "p" });
    expect(check({ username: undefined, password: "p" })).toBe(true);
    expect(check({ username: "anybody", password: "p" })).toBe(false);
  });

  test.each(["", " \t"])(
    "an expected password of %j is refused: it would check nothing",
    async (password) => {
      expect(await failureOf(() => createCredentialCheck({ username: "u", password }))).toEqual({
        kind: "usage",
        message: "The password that callbacks must bring is empty.",
        hint: "Give the password that the callback URL is registered with.",
      });
    },
  );
});

describe("the standing of a sender", () => {
  const isOurs = (requestId: string) => requestId === "ours";
  const right = { username: "test", password: "sécret" };
  const wrong = { username: "test", password: "guess" };
  const none = { username: undefined, password: undefined };

  test.each([
    ["right credentials", { ...right, requestId: undefined }, "trusted"],
    ["right credentials of another's request", { ...right, requestId: "other" }, "trusted"],
    ["wrong ones, of whom is not known yet", { ...wrong, requestId: undefined }, undefined],
    ["wrong ones with another's request", { ...wrong, requestId: "other" }, "wrong"],
    ["wrong ones with a request of ours", { ...wrong, requestId: "ours" }, undefined],
    ["none yet", { ...none, requestId: "other" }, undefined],
    ["none yet, with a request of ours", { ...none, requestId: "ours" }, undefined],
  ])("with expected credentials: %s", (_name, head, standing) => {
    expect(createSenderCheck(expected, isOurs).standing(head)).toBe(standing);
  });

  test.each([
    ["nothing yet", { ...none, requestId: undefined }, undefined],
    ["a request of ours", { ...none, requestId: "ours" }, "trusted"],
    ["another's", { ...right, requestId: "other" }, undefined],
  ])("without: %s", (_name, head, standing) => {
    expect(createSenderCheck(undefined, isOurs).standing(head)).toBe(standing);
  });
});
