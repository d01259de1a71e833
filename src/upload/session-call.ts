import type { SessionKeeper } from "./session-keeper.ts";

/**
 * Makes a call within a session: with the token that is there, and once more with another one where the platform refuses that
 * (`session`). A second such refusal is the outcome. Only for calls that such a refusal proves to have changed nothing.
 */
export async function callWithSession<Outcome extends { readonly kind: string }>(
  session: SessionKeeper,
  call: (token: string) => Promise<Outcome>,
): Promise<Outcome> {
  const token = await session.token();
  const outcome = await call(token);
  return outcome.kind === "session" ? call(await session.renew(token)) : outcome;
}
