import { connect, type SecureVersion } from "node:tls";
import { expect, test } from "vitest";
import { failureOf } from "../support/failure.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { openRaw, postRequest, postSecurely, rawClient } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const tls = testKeys("server");
const trusting = { ca: testAuthority };

test.each<SecureVersion>(["TLSv1.2", "TLSv1.3"])("a callback over %s is stored", async (version) => {
  const { listener, port, inbox } = await openListener({ tls });
  expect(listener.url).toBe(`https://127.0.0.1:${port}/`);
  const options = { ...trusting, minVersion: version, maxVersion: version };
  expect(await postSecurely(port, callbackMessage(), options)).toMatchObject({ status: 200 });
  expect(await inbox()).toHaveLength(1);
});

test("an older TLS, plain HTTP and garbage do not come through, are told, and the next good callback does", async () => {
  const { listener, port, turnedAway, told, inbox } = await openListener({ tls });
  const old = {
    ...trusting,
    minVersion: "TLSv1.1",
    maxVersion: "TLSv1.1",
    ciphers: "DEFAULT@SECLEVEL=0",
  } as const;
  await expect(postSecurely(port, callbackMessage(), old)).rejects.toThrow();
  for (const bytes of [postRequest(callbackMessage()), "\u0016\u0003\u0001\u0000\u0001\u0000", "nonsense"]) {
    const client = await openRaw(port);
    client.write(bytes);
    client.socket.end();
    await client.ended;
  }
  await told("tls", 3);
  expect(turnedAway[1]).toEqual({
    reason: "tls",
    status: undefined,
    message: "A TLS handshake failed (ERR_SSL_HTTP_REQUEST).",
    remote: "127.0.0.1",
    count: 2,
  });
  expect(await postSecurely(port, callbackMessage(), trusting)).toMatchObject({ status: 200 });
  expect(await inbox()).toHaveLength(1);
  expect(listener.counts().turnedAway).toEqual({ tls: 4 });
});

test("a handshake that does not end is cut off", async () => {
  const { port, told } = await openListener({ tls, limits: { handshakeTimeoutMs: 100 } });
  const client = await openRaw(port);
  await client.ended;
  await told("tls");
});

test("a reset in the middle of a body over TLS counts for nothing", async () => {
  const { port, told, inbox } = await openListener({ tls });
  const client = rawClient(connect({ port, host: "127.0.0.1", ...trusting }));
  client.write("POST / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 1000\r\n\r\n");
  await client.until(/100 Continue/);
  client.write("<CallbackRequest>");
  client.socket.destroy();
  await told("aborted");
  expect(await inbox()).toEqual([]);
});

test("connections over TLS make room for others, too", async () => {
  const { listener, port, inbox } = await openListener({ tls, limits: { maxConnections: 3 } });
  const idle = await Promise.all([openRaw(port), openRaw(port), openRaw(port)]);
  expect(await postSecurely(port, callbackMessage(), trusting)).toMatchObject({ status: 200 });
  expect(await inbox()).toHaveLength(1);
  await idle[0]?.ended;
  expect(listener.counts().turnedAway).toMatchObject({ crowded: 1 });
});

test.each([
  ["no PEM", { cert: "none", key: "none" }],
  ["another's key", { cert: tls.cert, key: testKeys("other-host").key }],
])("a certificate that is of no use is refused: %s", async (_name, keys) => {
  expect(await failureOf(() => openListener({ tls: keys }))).toEqual({
    kind: "usage",
    message: expect.stringMatching(/^The certificate and its key cannot be used for TLS: ERR_OSSL_\w+\.$/),
    hint: "Give a certificate and the private key that belongs to it, both as PEM.",
  });
});
