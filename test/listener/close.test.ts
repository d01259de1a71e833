import { once } from "node:events";
import { expect, test } from "vitest";
import type { InboxWriter } from "../../src/store/store.ts";
import { openRaw, post, postHead, postRequest } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const message = callbackMessage();
const patient = { untrustedDrainMs: 60_000, drainMs: 60_000 };
const hasty = { untrustedDrainMs: 50, drainMs: 100 };

test("a callback in the middle of its body is finished and acknowledged, and its connection is closed", async () => {
  const { listener, port, inbox } = await openListener({ limits: patient });
  const client = await openRaw(port);
  client.write(postHead({ "Content-Length": message.length, Expect: "100-continue" }));
  await client.until(/100 Continue/);
  const closed = listener.close();
  client.write(message);
  expect(await client.ended).toMatch(/HTTP\/1\.1 200 OK.*connection: close.*Envelope>$/is);
  await closed;
  expect(await inbox()).toHaveLength(1);
});

test("what does nothing is dropped at once, and nobody is let in any more", async () => {
  const { listener, port } = await openListener({ limits: patient });
  const idle = await openRaw(port);
  const slow = await openRaw(port);
  slow.write("POST / HTTP/1.1\r\n");
  const kept = await openRaw(port);
  kept.write(postRequest(message));
  await kept.until(/Envelope>$/);
  await Promise.all([listener.close(), listener.close()]);
  await Promise.all([idle.ended, slow.ended, kept.ended]);
  await expect(post(port, message)).rejects.toThrow("ECONNREFUSED");
});

test("a body that does not end is dropped in the end", async () => {
  const { listener, port, inbox } = await openListener({ limits: hasty });
  const client = await openRaw(port);
  client.write(postHead({ "Content-Length": message.length, Expect: "100-continue" }));
  await client.until(/100 Continue/);
  client.write(message.slice(0, -1));
  await listener.close();
  await client.ended;
  expect(listener.counts()).toMatchObject({ stored: 0, turnedAway: {} });
  expect(await inbox()).toEqual([]);
});

test("what is being stored is waited for, whatever the time, and is acknowledged", async () => {
  let store = () => {};
  const inbox: InboxWriter = {
    append: () =>
      new Promise((resolve) => {
        store = () => resolve("a place");
        slow.socket.emit("storing");
      }),
    close: async () => undefined,
  };
  const { listener, port, stored } = await openListener({
    inbox,
    limits: { untrustedDrainMs: 0, drainMs: 0 },
  });
  const slow = await openRaw(port);
  slow.write(postHead({ "Content-Length": 1_000, Expect: "100-continue" }));
  await slow.until(/100 Continue/);
  const storing = once(slow.socket, "storing");
  const answer = post(port, message);
  await storing;
  const order: string[] = [];
  const closed = listener.close().then(() => order.push("closed"));
  await slow.ended; // dropped: the time is up
  order.push("durable");
  store();
  expect(await answer).toMatchObject({ status: 200 });
  await closed;
  expect(order).toEqual(["durable", "closed"]);
  expect(stored).toHaveLength(1);
});

test("the signal closes it, also when it is aborted already", async () => {
  const stop = new AbortController();
  const { listener, port } = await openListener({ signal: stop.signal });
  expect(await post(port, message)).toMatchObject({ status: 200 });
  stop.abort();
  await listener.close();
  await expect(post(port, message)).rejects.toThrow("ECONNREFUSED");
  const second = await openListener({ signal: stop.signal });
  await second.listener.close();
  await expect(post(second.port, message)).rejects.toThrow("ECONNREFUSED");
});
