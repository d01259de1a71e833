import { EventEmitter, once } from "node:events";
import { Agent } from "node:http";
import { describe, expect, test } from "vitest";
import { openRaw, post, postHead, postRequest } from "./clients.ts";
import { callbackMessage, sampleMessage, sampleRequestId } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const envelope = '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>';

describe("a callback", () => {
  test("in the form of the platform's sample is stored, acknowledged and told", async () => {
    const { listener, port, stored, inbox } = await openListener();
    expect(await post(port, sampleMessage)).toMatchObject({
      status: 200,
      headers: { "content-type": "text/xml; charset=utf-8", "content-length": String(envelope.length) },
      text: envelope,
    });
    expect(await inbox()).toEqual([
      {
        requestId: sampleRequestId,
        credentials: "unchecked",
        text: sampleMessage.replace(/(<Password [^>]*>)test /, "$1***"),
      },
    ]);
    expect(stored).toMatchObject([{ requestId: sampleRequestId, username: "test" }]);
    expect(listener.counts()).toEqual({ stored: 1, storedForeign: 0, quarantined: 0, turnedAway: {} });
  });

  test.each([
    ["UTF-16, little endian", Buffer.from(`\uFEFF${sampleMessage}`, "utf16le")],
    ["UTF-16, big endian", Buffer.from(`\uFEFF${sampleMessage}`, "utf16le").swap16()],
    ["UTF-8 with its mark", Buffer.from(`\uFEFF${sampleMessage}`)],
    ["a SOAP envelope", Buffer.from(inEnvelope(sampleMessage))],
  ])("in %s", async (_name, body) => {
    const { port, inbox } = await openListener();
    expect(await post(port, body)).toMatchObject({ status: 200, text: envelope });
    expect(await inbox()).toMatchObject([{ requestId: sampleRequestId }]);
  });

  test("of ten thousand lines", async () => {
    const { port, stored } = await openListener();
    expect(await post(port, callbackMessage({ lines: 10_000 }))).toMatchObject({ status: 200 });
    expect(stored[0]?.lines).toHaveLength(10_000);
  });

  test("whatever its content type", async () => {
    const { port, stored } = await openListener();
    for (const type of ["application/soap+xml", "text/plain", "application/x-www-form-urlencoded"])
      expect(await post(port, sampleMessage, { headers: { "content-type": type } })).toMatchObject({
        status: 200,
      });
    expect(stored).toHaveLength(3);
  });

  test("chunked, byte by byte", async () => {
    const { port, inbox } = await openListener();
    const client = await openRaw(port);
    const message = callbackMessage();
    client.socket.setNoDelay(true);
    client.write(postHead({ "Transfer-Encoding": "chunked" }));
    for (const character of message) client.write(`1\r\n${character}\r\n`);
    client.write("0\r\n\r\n");
    expect(await client.until(/Envelope>$/)).toContain("HTTP/1.1 200 OK");
    expect(await inbox()).toMatchObject([{ requestId: "r-1" }]);
  });

  test("whose sender waits for 100 Continue", async () => {
    const { port, inbox } = await openListener();
    const client = await openRaw(port);
    const message = callbackMessage();
    client.write(postHead({ "Content-Length": message.length, Expect: "100-Continue" }));
    expect(await client.until(/\r\n\r\n$/)).toBe("HTTP/1.1 100 Continue\r\n\r\n");
    client.write(message);
    await client.until(/Envelope>$/);
    expect(await inbox()).toHaveLength(1);
  });

  test("in HTTP/1.0, without a host", async () => {
    const { port } = await openListener();
    const client = await openRaw(port);
    const message = callbackMessage();
    client.write(
      `POST / HTTP/1.0\r\nContent-Length: ${message.length}\r\nExpect: 100-continue\r\n\r\n${message}`,
    );
    expect(await client.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Envelope>$/s);
  });

  test("sent to the path with a query, or as a proxy sends it", async () => {
    const { listener, port } = await openListener({ path: "/callbacks/Verizon" });
    expect(listener.url).toBe(`http://127.0.0.1:${port}/callbacks/Verizon`);
    for (const path of ["/callbacks/Verizon", "/callbacks/Verizon?a=1", `${listener.url}?a=1`])
      expect(await post(port, sampleMessage, { path })).toMatchObject({ status: 200 });
  });

  test("behind another on one connection", async () => {
    const { port, inbox } = await openListener();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const requestId of ["r-1", "r-2"])
      expect(await post(port, callbackMessage({ requestId }), { agent })).toMatchObject({ status: 200 });
    agent.destroy();
    expect((await inbox()).map(({ requestId }) => requestId)).toEqual(["r-1", "r-2"]);
  });

  test("in a pipeline", async () => {
    const { port, inbox } = await openListener();
    const client = await openRaw(port);
    const ids = ["r-1", "r-2", "r-3"];
    client.write(ids.map((requestId) => postRequest(callbackMessage({ requestId }))).join(""));
    await client.until(/(HTTP\/1\.1 200 OK.*){3}Envelope>$/s);
    expect((await inbox()).map(({ requestId }) => requestId)).toEqual(ids);
  });

  test("in a pipeline of more than eight: the connection is dropped, and others are served", async () => {
    const { port, inbox } = await openListener();
    const client = await openRaw(port);
    client.socket.on("error", () => undefined);
    client.write(postRequest(callbackMessage({ requestId: "flood" })).repeat(300));
    await client.ended;
    expect(await post(port, callbackMessage({ requestId: "r-1" }))).toMatchObject({ status: 200 });
    const kept = (await inbox()).map(({ requestId }) => requestId);
    expect(kept.at(-1)).toBe("r-1");
    expect(kept.length).toBeLessThanOrEqual(9);
  });

  test("in a pipeline with garbage behind it: acknowledged first, then the connection ends", async () => {
    const { port, inbox } = await openListener();
    const client = await openRaw(port);
    client.write(`${postRequest(callbackMessage())}\r\n\r\nnonsense\r\n\r\n`);
    expect(await client.ended).toMatch(/^HTTP\/1\.1 200 OK\r\n.*Envelope>$/s);
    expect(await inbox()).toHaveLength(1);
  });

  test.each([1, 10_000])(
    "of %i lines whose sender goes away behind the last byte is stored",
    async (lines) => {
      const heard = new EventEmitter();
      const { port, inbox } = await openListener({ onStored: () => heard.emit("stored") });
      const stored = once(heard, "stored");
      const client = await openRaw(port);
      client.socket.write(postRequest(callbackMessage({ lines })), () => client.socket.destroy());
      await stored;
      expect(await inbox()).toHaveLength(1);
    },
  );
});

function inEnvelope(message: string): string {
  return `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Header/><s:Body>${message}</s:Body></s:Envelope>`;
}
