import { setTimeout as delay } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { openRaw, post, postHead, postRequest } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const prelude = "<CallbackRequest1><CallbackRequest>";
const entities = Array.from(
  { length: 9 },
  (_, index) => `<!ENTITY l${index + 1} "${`&l${index};`.repeat(10)}">`,
);

interface Attack {
  readonly many: number;
  readonly first: string;
  /** Sent again and again. */
  readonly again?: string;
  readonly pauseMs?: number;
}

const attacks: readonly Attack[] = [
  { many: 20, first: "" },
  { many: 20, first: "POST / HTTP/1.1\r\n", again: "X-More: 1\r\n", pauseMs: 10 },
  { many: 20, first: postHead({ "Content-Length": 1_000_000 }) + prelude, again: "<a/>", pauseMs: 10 },
  {
    many: 1,
    first: postHead({ "Transfer-Encoding": "chunked" }),
    again: `10000\r\n${"<Data></Data>     ".repeat(3_641).slice(0, 65_536)}\r\n`,
  },
  { many: 1, first: postRequest(`${prelude}<a></b>`) },
  { many: 1, first: postRequest(`<!DOCTYPE x [<!ENTITY l0 "lol">${entities.join("")}]><x>&l9;</x>`) },
  { many: 1, first: postRequest(prelude + "<a>".repeat(100_000)) },
  { many: 1, first: postRequest(`${prelude}<a b="${"x".repeat(8_000_000)}"/>`) },
  { many: 1, first: postRequest(callbackMessage({ requestId: "forged", password: "guess", lines: 1_000 })) },
  { many: 1, first: postRequest(callbackMessage({ requestId: "torn" })).slice(0, -1) },
];

/** Begins anew as soon as it is thrown out, until the test ends. */
async function attack(port: number, { first, again, pauseMs }: Attack, over: AbortSignal): Promise<void> {
  while (!over.aborted) {
    const client = await openRaw(port).catch(() => undefined);
    if (client === undefined) continue; // dropped before it was there
    let hasEnded = false;
    const ended = client.ended.then(() => {
      hasEnded = true;
    });
    client.write(first);
    while (again !== undefined && !hasEnded && !over.aborted) {
      await new Promise((resolve) => client.socket.write(again, resolve));
      await delay(pauseMs ?? 0);
    }
    await ended;
    client.socket.destroy();
  }
}

test("whatever others send, each good callback is acknowledged and stored once", async () => {
  const { listener, port, stored, turnedAway, inbox } = await openListener({
    credentials: { username: "test", password: "test" },
    isOurs: (requestId) => requestId.startsWith("good"),
    limits: { maxConnections: 50, headersTimeoutMs: 500, requestTimeoutMs: 1_000, checkIntervalMs: 100 },
  });
  const over = new AbortController();
  onTestFinished(() => over.abort());
  for (const each of attacks)
    for (let index = 0; index < each.many; index++) void attack(port, each, over.signal);
  const ids = Array.from({ length: 20 }, (_, index) => `good-${index}`);
  for (const requestId of ids)
    expect(await post(port, callbackMessage({ requestId, lines: 100 }))).toMatchObject({ status: 200 });
  over.abort();
  await listener.close();
  expect((await inbox()).map(({ requestId }) => requestId)).toEqual(ids);
  expect(stored.map(({ requestId }) => requestId)).toEqual(ids);
  expect(listener.counts()).toMatchObject({
    stored: 20,
    storedForeign: 0,
    quarantined: 0,
    turnedAway: { crowded: expect.any(Number), message: expect.any(Number), credentials: expect.any(Number) },
  });
  expect(turnedAway.length).toBeLessThan(60);
  expect(turnedAway.filter(({ reason }) => reason === "failed")).toEqual([]);
});
