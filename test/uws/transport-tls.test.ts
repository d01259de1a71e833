import type { RequestListener } from "node:http";
import { expect, onTestFinished, test } from "vitest";
import type { PostOutcome } from "../../src/uws/transport.ts";
import { createTransport, type TransportOptions } from "../../src/uws/undici-transport.ts";
import { startProxy, type TestProxyOptions } from "../support/proxy.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { serveHttps, serveTcp } from "./serve.ts";

const trusting: TransportOptions = { ca: testAuthority };
const endpoint = "https://uws.example.test/DeviceService.svc";

test("an endpoint of a private authority is reached with its certificate", async () => {
  const { port, reached } = await platform();
  expect(await post(`https://127.0.0.1:${port}/x`, trusting)).toMatchObject({
    kind: "answered",
    status: 200,
  });
  expect(reached).toEqual(["POST /x"]);
});

test.each([
  {
    name: "an unknown authority",
    keys: testKeys("server"),
    options: {},
    text: "TLS not trusted: the certificate's authority is not known here",
    code: "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
    hint: "Give the certificate authority of your network or endpoint with --ca-file.",
  },
  {
    name: "an expired certificate",
    keys: testKeys("expired"),
    options: trusting,
    text: "the endpoint's certificate has expired",
    code: "CERT_HAS_EXPIRED",
    hint: "Check this machine's clock; otherwise the endpoint must renew its certificate.",
  },
  {
    name: "another host's certificate",
    keys: testKeys("other-host"),
    options: trusting,
    text: "TLS not trusted: the certificate is for another host",
    code: "ERR_TLS_CERT_ALTNAME_INVALID",
    hint: "Check the host name in --endpoint; something on the way may answer in its place.",
  },
])("$name: not sent", async ({ keys, options, text, code, hint }) => {
  const { port, reached } = await platform(keys);
  const url = `https://127.0.0.1:${port}/x`;
  expect(await post(url, options)).toEqual({
    kind: "notSent",
    reason: `POST ${url}: ${text} (${code})`,
    hint,
    code,
  });
  expect(reached).toEqual([]);
});

test("a reset during the TLS handshake: not sent", async () => {
  const port = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
  expect(await post(`https://127.0.0.1:${port}/x`, trusting)).toEqual({
    kind: "notSent",
    reason: `POST https://127.0.0.1:${port}/x: the connection was reset (ECONNRESET)`,
    hint: "Check the network, then repeat the command; nothing was sent.",
    code: "ECONNRESET",
  });
});

test("a TLS handshake that never ends: not sent, at the connect time-out", async () => {
  const port = await serveTcp(() => undefined);
  expect(await post(`https://127.0.0.1:${port}/x`, { ...trusting, connectTimeoutMs: 200 })).toMatchObject({
    kind: "notSent",
    code: "UND_ERR_CONNECT_TIMEOUT",
  });
});

test("a TLS handshake cut by the time limit: not sent", async () => {
  const port = await serveTcp(() => undefined);
  expect(await post(`https://127.0.0.1:${port}/x`, trusting, 200)).toMatchObject({
    kind: "notSent",
    code: "TIMEOUT",
  });
});

test("a port that does not speak TLS: not sent", async () => {
  const port = await serveTcp((socket) => socket.once("data", () => socket.end("HTTP/1.1 400 Bad\r\n\r\n")));
  expect(await post(`https://127.0.0.1:${port}/x`, trusting)).toMatchObject({ kind: "notSent" });
});

test.each(["TLSv1.2", "TLSv1.3"] as const)("a client certificate opens the door (%s)", async (version) => {
  const { port } = await platform(testKeys("server"), {
    requestCert: true,
    ca: testAuthority,
    minVersion: version,
    maxVersion: version,
  });
  const { cert, key } = testKeys("client");
  const url = `https://127.0.0.1:${port}/x`;
  const known = await post(url, { ...trusting, clientCert: cert, clientKey: key });
  expect(known).toMatchObject({ kind: "answered", status: 200 });
  // TLS 1.3 lets the client write before the server has looked: only 1.2 can prove that nothing was sent.
  const unknown = await post(url, trusting);
  expect(unknown.kind).toBe(version === "TLSv1.2" ? "notSent" : "lost");
});

test("a client certificate that is none: not sent", async () => {
  const { port } = await platform();
  const outcome = await post(`https://127.0.0.1:${port}/x`, {
    ...trusting,
    clientCert: "none",
    clientKey: "none",
  });
  expect(outcome.kind).toBe("notSent");
});

test("a proxy is asked for a tunnel, with its credentials", async () => {
  const { port, reached } = await platform();
  const proxy = await proxyTo({ targetPort: port, credentials: "me:p@ss" });
  const httpsProxy = `http://me:p%40ss@127.0.0.1:${proxy.port}`;
  const outcome = await post(endpoint, { ...trusting, proxyEnv: { httpsProxy } });
  expect(outcome).toMatchObject({ kind: "answered", status: 200 });
  expect(proxy.asked).toEqual(["uws.example.test:443"]);
  expect(reached).toEqual(["POST /DeviceService.svc"]);
});

test("NO_PROXY goes around it", async () => {
  const proxy = await proxyTo({ targetPort: 1 });
  const proxyEnv = { httpsProxy: proxy.url, noProxy: ".invalid" };
  expect(await post("https://no-such-host.invalid/x", { proxyEnv })).toMatchObject({ code: "ENOTFOUND" });
  expect(proxy.asked).toEqual([]);
});

test("the proxy variable of http does not serve https", async () => {
  const proxy = await proxyTo({ targetPort: 1 });
  const outcome = await post("https://no-such-host.invalid/x", { proxyEnv: { httpProxy: proxy.url } });
  expect(outcome).toMatchObject({ kind: "notSent", code: "ENOTFOUND" });
});

test.each([
  [407, "PROXY_407", "the proxy wants a user name and password (407), or refuses those it was given"],
  [403, "PROXY_403", "the proxy forbids this host (403)"],
  [502, "PROXY_502", "the proxy cannot reach the endpoint (502)"],
  [418, "PROXY_REFUSED", "the proxy refuses to connect"],
])("a proxy that answers %i: not sent", async (refuseWith, code, text) => {
  const proxy = await proxyTo({ targetPort: 1, refuseWith });
  const secret = `http://me:secret@127.0.0.1:${proxy.port}`;
  expect(await post(endpoint, { proxyEnv: { httpsProxy: secret } })).toMatchObject({
    kind: "notSent",
    reason: `POST ${endpoint} through the proxy ${proxy.url}: ${text} (${code})`,
    code,
  });
});

test("wrong proxy credentials: not sent", async () => {
  const proxy = await proxyTo({ targetPort: 1, credentials: "me:right" });
  const httpsProxy = `http://me:wrong@127.0.0.1:${proxy.port}`;
  expect(await post(endpoint, { proxyEnv: { httpsProxy } })).toMatchObject({
    kind: "notSent",
    code: "PROXY_407",
  });
});

test("a proxy that never answers CONNECT: not sent, at the time limit", async () => {
  const proxy = await proxyTo({ targetPort: 1, refuseWith: 0 });
  const outcome = await post(endpoint, { proxyEnv: { httpsProxy: proxy.url } }, 300);
  expect(outcome).toMatchObject({ kind: "notSent", code: "TIMEOUT" });
});

test("a proxy variable that is no URL: not sent, and not repeated", async () => {
  expect(await post(endpoint, { proxyEnv: { httpsProxy: "socks5://me:secret@x" } })).toEqual({
    kind: "notSent",
    reason: `POST ${endpoint}: the proxy variable is not the URL of an HTTP proxy (PROXY_URL)`,
    hint: "Write HTTPS_PROXY as http://host:port.",
    code: "PROXY_URL",
  });
});

test.each([
  ["expired", "CERT_HAS_EXPIRED"],
  ["other-host", "ERR_TLS_CERT_ALTNAME_INVALID"],
] as const)("the endpoint's certificate is checked through a proxy too: %s", async (keys, code) => {
  const { port, reached } = await platform(testKeys(keys));
  const proxy = await proxyTo({ targetPort: port });
  const outcome = await post(endpoint, { ...trusting, proxyEnv: { httpsProxy: proxy.url } });
  expect(outcome).toMatchObject({ kind: "notSent", code });
  expect(reached).toEqual([]);
});

test("a reset behind the tunnel during TLS: not sent; after the request: lost", async () => {
  const early = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
  const late = await serveHttps(testKeys("server"), (request) => request.socket.destroy());
  const through = async (targetPort: number) => {
    const { url } = await proxyTo({ targetPort });
    return (await post(endpoint, { ...trusting, proxyEnv: { httpsProxy: url } })).kind;
  };
  expect(await through(early)).toBe("notSent");
  expect(await through(late)).toBe("lost");
});

async function platform(keys = testKeys("server"), options: object = {}) {
  const reached: string[] = [];
  const listener: RequestListener = (request, response) => {
    reached.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => response.end("<ok/>"));
  };
  return { port: await serveHttps({ ...keys, ...options }, listener), reached };
}

async function proxyTo(options: TestProxyOptions) {
  const proxy = await startProxy(options);
  onTestFinished(() => proxy.close());
  return proxy;
}

function post(url: string, options: TransportOptions, timeoutMs = 10_000): Promise<PostOutcome> {
  const transport = createTransport(options);
  onTestFinished(() => transport.close());
  return transport.post({ url, soapAction: "urn:x", body: Buffer.from("<x/>"), timeoutMs });
}
