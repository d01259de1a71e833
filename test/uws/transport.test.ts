import type { RequestListener } from "node:http";
import type { Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import type { PostOutcome } from "../../src/uws/transport.ts";
import { createTransport, type TransportOptions } from "../../src/uws/undici-transport.ts";
import { serveHttp, serveTcp } from "./serve.ts";

const answer: RequestListener = (request, response) => {
  request.resume().on("end", () => response.writeHead(200, { "content-type": "text/xml" }).end("<ok/>"));
};

test("a post carries headers and body, once, over a connection of its own", async () => {
  const seen: unknown[] = [];
  const sockets = new Set<Socket>();
  const port = await serveHttp((request, response) => {
    sockets.add(request.socket);
    const { method, url, headers } = request;
    let body = "";
    request.on("data", (piece) => {
      body += piece;
    });
    request.on("end", () => {
      const { soapaction, connection } = headers;
      seen.push({ method, url, body, soapaction, connection, type: headers["content-type"] });
      response.writeHead(500, { "content-type": "text/plain", "retry-after": "7" }).end("sorry");
    });
  });
  const post = poster();
  const outcome = await post(`http://127.0.0.1:${port}/a/DeviceService.svc`);
  await post(`http://127.0.0.1:${port}/a/DeviceService.svc`);
  const expected = {
    method: "POST",
    url: "/a/DeviceService.svc",
    body: "<é/>",
    soapaction: '"urn:x"',
    connection: "close",
    type: "text/xml; charset=utf-8",
  };
  expect(seen).toEqual([expected, expected]);
  expect(sockets.size).toBe(2);
  expect(outcome).toEqual({
    kind: "answered",
    status: 500,
    contentType: "text/plain",
    retryAfterMs: 7000,
    body: Buffer.from("sorry"),
  });
});

test("a redirect is an answer, not followed", async () => {
  let count = 0;
  const port = await serveHttp((_request, response) => {
    count++;
    response.writeHead(307, { location: "/elsewhere" }).end();
  });
  expect(await poster()(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: "answered", status: 307 });
  expect(count).toBe(1);
});

test("connection refused: not sent", async () => {
  const port = await closedPort();
  expect(await poster()(`http://127.0.0.1:${port}/DeviceService.svc`)).toEqual({
    kind: "notSent",
    reason: `POST http://127.0.0.1:${port}/DeviceService.svc: connection refused (ECONNREFUSED)`,
    hint: "Check --endpoint and its port; is the service running?",
    code: "ECONNREFUSED",
  });
});

test("host not found: not sent; a URL's credentials are not shown", async () => {
  expect(await poster()("https://user:secret@no-such-host.invalid/x")).toEqual({
    kind: "notSent",
    reason: "POST https://no-such-host.invalid/x: host not found (ENOTFOUND)",
    hint: "Check --endpoint, the network and HTTPS_PROXY.",
    code: "ENOTFOUND",
  });
});

test("reset after half a body: lost", async () => {
  const port = await serveTcp((socket) => {
    let size = 0;
    socket.on("data", (piece) => {
      size += piece.length;
      if (size > 100_000) socket.resetAndDestroy();
    });
  });
  const outcome = await poster()(`http://127.0.0.1:${port}/`, { body: Buffer.alloc(8_000_000, "x") });
  expect(outcome.kind).toBe("lost");
});

test("reset at the first byte: lost, for it may have arrived", async () => {
  const port = await serveTcp((socket) => socket.once("data", () => socket.resetAndDestroy()));
  expect(await poster()(`http://127.0.0.1:${port}/`)).toEqual({
    kind: "lost",
    reason: `POST http://127.0.0.1:${port}/: the connection was reset (ECONNRESET)`,
    code: "ECONNRESET",
  });
});

test("closed without an answer: lost", async () => {
  const port = await serveTcp((socket) => socket.once("data", () => socket.end()));
  expect(await poster()(`http://127.0.0.1:${port}/`)).toEqual({
    kind: "lost",
    reason: `POST http://127.0.0.1:${port}/: the connection was closed before the answer was complete (UND_ERR_SOCKET)`,
    code: "UND_ERR_SOCKET",
  });
});

test("an answer shorter than its Content-Length: lost", async () => {
  const port = await serveTcp((socket) =>
    socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")),
  );
  expect((await poster()(`http://127.0.0.1:${port}/`)).kind).toBe("lost");
});

test("no answer in time: lost", async () => {
  const port = await serveHttp(() => undefined);
  expect(await poster()(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toEqual({
    kind: "lost",
    reason: `POST http://127.0.0.1:${port}/: no complete answer within the time limit (TIMEOUT)`,
    code: "TIMEOUT",
  });
});

test("a dripping answer ends at the time limit", async () => {
  const port = await serveHttp((_request, response) => {
    const drip = setInterval(() => response.write("."), 20);
    response.on("close", () => clearInterval(drip));
  });
  expect(await poster()(`http://127.0.0.1:${port}/`, { timeoutMs: 300 })).toMatchObject({
    kind: "lost",
    code: "TIMEOUT",
  });
});

test("an answer over 4 MiB: lost", async () => {
  const port = await serveHttp((_request, response) => response.end(Buffer.alloc(4 * 1024 * 1024 + 1)));
  expect(await poster()(`http://127.0.0.1:${port}/`)).toEqual({
    kind: "lost",
    reason: `POST http://127.0.0.1:${port}/: the answer is longer than 4 MiB (ANSWER_TOO_LARGE)`,
    code: "ANSWER_TOO_LARGE",
  });
});

test("an answer of 4 MiB is whole", async () => {
  const port = await serveHttp((_request, response) => response.end(Buffer.alloc(4 * 1024 * 1024)));
  expect(await poster()(`http://127.0.0.1:${port}/`)).toMatchObject({ kind: "answered", status: 200 });
});

test("aborted before it begins: not sent; nothing connects", async () => {
  let connections = 0;
  const port = await serveTcp(() => connections++);
  expect(await poster()(`http://127.0.0.1:${port}/`, { signal: AbortSignal.abort() })).toEqual({
    kind: "notSent",
    reason: `POST http://127.0.0.1:${port}/: interrupted (ABORTED)`,
    hint: "Repeat the command; nothing was sent.",
    code: "ABORTED",
  });
  expect(connections).toBe(0);
});

test("aborted while waiting for the answer: lost", async () => {
  const abort = new AbortController();
  const port = await serveHttp(() => abort.abort());
  expect(await poster()(`http://127.0.0.1:${port}/`, { signal: abort.signal })).toMatchObject({
    kind: "lost",
    code: "ABORTED",
  });
});

test("close ends what is under way", async () => {
  const transport = createTransport();
  const port = await serveHttp(() => void transport.close());
  const url = `http://127.0.0.1:${port}/`;
  const request = { url, soapAction: "urn:x", body: Buffer.from("x"), timeoutMs: 10_000 };
  expect(await transport.post(request)).toMatchObject({ kind: "lost", code: "ABORTED" });
  expect(await transport.post(request)).toMatchObject({ kind: "notSent", code: "ABORTED" });
});

test("a loopback endpoint never goes through the proxy", async () => {
  const dead = `http://127.0.0.1:${await closedPort()}`;
  const port = await serveHttp(answer);
  const post = poster({ proxyEnv: { httpProxy: dead, httpsProxy: dead } });
  expect(await post(`http://localhost:${port}/`)).toMatchObject({ kind: "answered", status: 200 });
});

function poster(options: TransportOptions = {}) {
  const transport = createTransport(options);
  onTestFinished(() => transport.close());
  return (
    url: string,
    { body = Buffer.from("<é/>"), ...more }: { body?: Buffer; timeoutMs?: number; signal?: AbortSignal } = {},
  ): Promise<PostOutcome> => transport.post({ url, soapAction: "urn:x", body, timeoutMs: 10_000, ...more });
}

async function closedPort(): Promise<number> {
  const { createServer } = await import("node:net");
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}
