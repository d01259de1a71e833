import { expect, test } from "vitest";
import { callWithSession } from "../../src/upload/session-call.ts";

test.each([
  ["a good token is used once", ["good"], ["kept"], "good"],
  ["a refused one is renewed once", ["session", "good"], ["kept", "renewed of kept"], "good"],
  ["a second refusal is the outcome", ["session", "session"], ["kept", "renewed of kept"], "session"],
] as const)("%s", async (_, outcomes, tokens, last) => {
  const used: string[] = [];
  const session = { token: async () => "kept", renew: async (refused: string) => `renewed of ${refused}` };
  const outcome = await callWithSession(session, async (token) => {
    used.push(token);
    return { kind: outcomes[used.length - 1] ?? "none" };
  });
  expect(outcome).toEqual({ kind: last });
  expect(used).toEqual(tokens);
});
