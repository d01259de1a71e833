import { expect, test } from "vitest";
import { parseAllowList } from "../../src/listener/allow-list.ts";
import { openRaw, post, postHead, type RawClient } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const limits = { maxConnections: 4 };

async function openMany(port: number, count: number, text = ""): Promise<RawClient[]> {
  const clients: RawClient[] = [];
  for (let index = 0; index < count; index++) clients.push(await openRaw(port));
  for (const client of clients) client.write(text);
  return clients;
}

/** The head and half of a callback; the listener has read it when it resolves. */
async function openHalf(port: number, body: string): Promise<RawClient> {
  const client = await openRaw(port);
  client.write(postHead({ "Content-Length": body.length * 2, Expect: "100-continue" }));
  await client.until(/100 Continue/);
  client.write(body);
  return client;
}

test("when there are too many, the oldest that does nothing is dropped", async () => {
  const { listener, port, turnedAway, inbox } = await openListener({ limits });
  const half = await openHalf(port, "<CallbackRequest>");
  const [oldest, ...others] = await openMany(port, 3, "POST / HTTP/1.1\r\n");
  for (let count = 0; count < 10; count++)
    expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  await oldest?.ended;
  expect(turnedAway).toMatchObject([{ reason: "crowded", status: undefined, remote: "127.0.0.1", count: 1 }]);
  expect([half, ...others].map(({ socket }) => socket.readableEnded)).toEqual([false, false, false]);
  expect(await inbox()).toHaveLength(10);
  expect(listener.counts()).toMatchObject({ stored: 10, turnedAway: { crowded: 1 } });
});

test("then the oldest body of an unknown sender", async () => {
  const { listener, port } = await openListener({ limits });
  const halves: RawClient[] = [];
  for (let count = 0; count < 4; count++) halves.push(await openHalf(port, "<CallbackRequest>"));
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  await halves[0]?.ended;
  expect(halves.slice(1).map(({ socket }) => socket.readableEnded)).toEqual([false, false, false]);
  expect(listener.counts().turnedAway).toEqual({ crowded: 1 });
});

test("never a body whose sender is known: rather the new connection", async () => {
  const { port, inbox, told } = await openListener({ limits });
  const [first = "", ...rest] = callbackMessage({ lines: 1_000 }).match(/.{100000}|.+$/gs) ?? [];
  const halves: RawClient[] = [];
  for (let count = 0; count < 4; count++) {
    const client = await openRaw(port);
    client.write(postHead({ "Transfer-Encoding": "chunked", Expect: "100-continue" }));
    await client.until(/100 Continue/);
    client.write(chunk(first));
    halves.push(client);
  }
  await expect(post(port, callbackMessage())).rejects.toThrow(/ECONNRESET|socket hang up/);
  await told("crowded");
  for (const client of halves) {
    client.write(`${chunk(rest.join(""))}0\r\n\r\n`);
    await client.until(/HTTP\/1\.1 200 OK/);
  }
  expect(await inbox()).toHaveLength(4);
});

test("connections from forbidden addresses make room first, and none for themselves", async () => {
  const allow = parseAllowList(["127.0.0.2"]);
  const { listener, port, inbox } = await openListener({ limits, allow, host: "0.0.0.0" });
  const forbidden = await openMany(port, 20);
  await forbidden[15]?.ended;
  const good = { localAddress: "127.0.0.2" };
  for (let count = 0; count < 5; count++)
    expect(await post(port, callbackMessage(), good)).toMatchObject({ status: 200 });
  expect(await inbox()).toHaveLength(5);
  expect(listener.counts()).toMatchObject({ stored: 5 });
});

function chunk(text: string): string {
  return `${text.length.toString(16)}\r\n${text}\r\n`;
}
