import { expect, test } from "vitest";
import { openRaw, post, postHead, postRequest } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const quick = { checkIntervalMs: 20, headersTimeoutMs: 100, requestTimeoutMs: 200 };
const tooSlow = /^HTTP\/1\.1 408 .*The request took too long\.\n$/s;

test.each([
  ["nothing", ""],
  ["a part of its headers", "POST / HTTP/1.1\r\nHost"],
  ["a part of its body", `${postHead({ "Content-Length": 1_000 })}<CallbackRequest>`],
  ["a part of a chunk", `${postHead({ "Transfer-Encoding": "chunked" })}ff\r\n<CallbackRequest>`],
  ["a whole callback and a part of the next", `${postRequest(callbackMessage())}POST / HT`],
])("a sender of %s is cut off with 408", async (_name, text) => {
  const { listener, port, turnedAway, inbox } = await openListener({ limits: quick });
  const client = await openRaw(port);
  client.write(text);
  const answer = await client.ended;
  const stored = text.startsWith(postRequest(callbackMessage())) ? 1 : 0;
  expect(answer.replace(/^HTTP\/1\.1 200 .*Envelope>/s, "")).toMatch(tooSlow);
  expect(turnedAway).toMatchObject([{ reason: "slow", status: 408 }]);
  expect(listener.counts().turnedAway).toEqual({ slow: 1 });
  expect(await inbox()).toHaveLength(stored);
});

test("a connection that is kept and not used is closed soon", async () => {
  const { port, turnedAway } = await openListener({ limits: { keepAliveTimeoutMs: 100 } });
  const client = await openRaw(port);
  client.write(postRequest(callbackMessage()));
  expect(await client.ended).toMatch(/^HTTP\/1\.1 200 .*Keep-Alive: timeout=\d.*Envelope>$/s);
  expect(turnedAway).toEqual([]);
});

test.each(["reset", "closed"])(
  "a body whose connection is %s in its middle counts for nothing",
  async (how) => {
    const { listener, port, turnedAway, told, inbox } = await openListener();
    const client = await openRaw(port);
    client.write(postHead({ "Content-Length": 10_000, Expect: "100-continue" }));
    await client.until(/100 Continue/);
    client.write(callbackMessage());
    if (how === "reset") client.socket.resetAndDestroy();
    else client.socket.end();
    await told("aborted");
    expect(turnedAway).toEqual([
      {
        reason: "aborted",
        status: undefined,
        message: "The sender went away before the end of the body.",
        remote: "127.0.0.1",
        count: 1,
      },
    ]);
    expect(await inbox()).toEqual([]);
    expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
    expect(listener.counts()).toMatchObject({ stored: 1, turnedAway: { aborted: 1 } });
  },
);

test("connections that are reset before they have said anything do not matter", async () => {
  const { listener, port } = await openListener();
  for (let count = 0; count < 50; count++) {
    const { socket } = await openRaw(port);
    if (count % 2 === 0) socket.resetAndDestroy();
    else socket.end("POST / HT");
  }
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  expect(listener.counts()).toEqual({ stored: 1, storedForeign: 0, quarantined: 0, turnedAway: {} });
});

test("a sender that closes its side behind the last byte is answered", async () => {
  const { port, inbox } = await openListener();
  const client = await openRaw(port);
  client.socket.end(postRequest(callbackMessage()));
  expect(await client.ended).toMatch(/^HTTP\/1\.1 200 .*Envelope>$/s);
  expect(await inbox()).toHaveLength(1);
});

test("a sender that asks for another protocol gets what it can have", async () => {
  const { port } = await openListener();
  const upgrade = postRequest(callbackMessage()).replace(
    "\r\n",
    "\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n",
  );
  const client = await openRaw(port);
  client.write(upgrade);
  await client.until(/^HTTP\/1\.1 200 .*Envelope>$/s);
  const tunnel = await openRaw(port);
  tunnel.write("CONNECT x:443 HTTP/1.1\r\n\r\n");
  expect(await tunnel.ended).toBe("");
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
});

test("the answer reaches a sender that has the rest of a body on its way", async () => {
  const { port } = await openListener({ path: "/callbacks" });
  expect(await post(port, "x".repeat(200_000))).toMatchObject({ status: 404 });
});

test("an endless body is read no further than it takes to answer", async () => {
  const { listener, port } = await openListener({
    limits: { lingerBytes: 1_000_000, maxBodyBytes: 1_000_000 },
  });
  const client = await openRaw(port);
  client.write(postHead({ "Transfer-Encoding": "chunked" }));
  const chunk = `10000\r\n${" ".repeat(65_536)}\r\n`;
  const send = () => void client.socket.write(chunk, (error) => (error ? undefined : send()));
  send();
  expect(await client.ended).toContain("HTTP/1.1 413 Payload Too Large");
  expect(listener.counts().turnedAway).toEqual({ message: 1 });
  expect(client.socket.bytesWritten).toBeLessThan(20_000_000);
});
