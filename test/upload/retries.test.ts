import { readFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { createServer as createTcpServer, type Server, type Socket } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { createTransport, type TransportOptions } from "../../src/uws/undici-transport.ts";
import { postUpload } from "../../src/uws/upload-devices.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { csvOfPairs, pushCsv } from "./push-rows.ts";

const accepted = readFileSync(
  new URL("../../fixtures/uws/upload-devices-response.xml", import.meta.url),
  "utf8",
);

/** Servers that follow each other on one port; each ends when the next one starts. */
async function portOfTurns() {
  let current: { readonly server: Server; readonly sockets: Set<Socket> } | undefined;
  async function stop(): Promise<void> {
    for (const socket of current?.sockets ?? []) socket.destroy();
    const { server } = current ?? {};
    if (server !== undefined) await new Promise((done) => server.close(done));
    current = undefined;
  }
  async function start(server: Server, at: number): Promise<number> {
    await stop();
    const sockets = new Set<Socket>();
    server.on("connection", (socket) => {
      sockets.add(socket.on("error", () => socket.destroy()));
    });
    await new Promise<void>((done) => server.listen(at, "127.0.0.1", done));
    current = { server, sockets };
    const address = server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }
  const port = await start(createTcpServer(), 0);
  await stop();
  onTestFinished(stop);
  return { port, start: (server: Server) => start(server, port) };
}

interface Pushed {
  readonly scheme: "http" | "https";
  readonly port: number;
  readonly options?: TransportOptions;
  /** Runs in place of each wait. */
  readonly turns: readonly (() => Promise<unknown>)[];
}

/** Pushes two devices, with three retries; the facts of the ledger behind the plan, and the waits. */
async function push({ scheme, port, options = {}, turns }: Pushed) {
  const store = createFileStore(temporaryDirectory(), process.pid);
  const transport = createTransport(options);
  onTestFinished(() => transport.close());
  const baseUrl = `${scheme}://127.0.0.1:${port}/api/v2`;
  const waits: number[] = [];
  const { job, stop, error } = await pushCsv(
    store,
    csvOfPairs(0, 2),
    (body) => postUpload(transport, { baseUrl, body, timeoutMs: 10_000 }),
    {
      retry: { retries: 3, delaysMs: [10, 20, 30] },
      async sleep(ms) {
        waits.push(ms);
        await turns[waits.length - 1]?.();
      },
    },
  );
  expect(error).toBeUndefined();
  const stored = await store.readJob(job?.id ?? "");
  return { facts: stored?.facts.slice(1).map(({ kind }) => kind), waits, stop: stop?.kind };
}

const notSent = ["sending", "notSent"] as const;
const nothing = async () => undefined;

/** Answers with each listener in its turn, the last one again and again. */
function answering(...listeners: readonly RequestListener[]): {
  readonly listener: RequestListener;
  readonly clients: Set<number>;
} {
  const clients = new Set<number>();
  let requests = 0;
  return {
    clients,
    listener(request, response) {
      clients.add(request.socket.remotePort ?? 0);
      const answer = listeners[Math.min(requests++, listeners.length - 1)];
      request.resume().on("end", () => answer?.(request, response));
    },
  };
}

const accept: RequestListener = (_request, response) =>
  response.writeHead(200, { "content-type": "text/xml" }).end(accepted);
const slowDown: RequestListener = (_request, response) =>
  response.writeHead(429, { "retry-after": "2" }).end();

test("a port that refuses twice and then answers: sent at the third try", async () => {
  const { port, start } = await portOfTurns();
  const open = () => start(createServer(answering(accept).listener));
  expect(await push({ scheme: "http", port, turns: [nothing, open] })).toEqual({
    facts: [...notSent, ...notSent, "sending", "accepted"],
    waits: [10, 20],
    stop: undefined,
  });
});

test("a port that always refuses: given up after the third retry", async () => {
  const { port } = await portOfTurns();
  expect(await push({ scheme: "http", port, turns: [] })).toEqual({
    facts: [...notSent, ...notSent, ...notSent, ...notSent],
    waits: [10, 20, 30],
    stop: "network",
  });
});

test("a certificate of an unknown authority: not tried again", async () => {
  const { port, start } = await portOfTurns();
  const { listener, clients } = answering(accept);
  await start(createSecureServer(testKeys("server"), listener));
  expect(await push({ scheme: "https", port, turns: [] })).toEqual({
    facts: notSent,
    waits: [],
    stop: "network",
  });
  expect(clients.size).toBe(0);
});

test("a TLS handshake that is reset and then succeeds: sent at the second try", async () => {
  const { port, start } = await portOfTurns();
  await start(createTcpServer((socket) => socket.once("data", () => socket.resetAndDestroy())));
  const open = () => start(createSecureServer(testKeys("server"), answering(accept).listener));
  expect(await push({ scheme: "https", port, options: { ca: testAuthority }, turns: [open] })).toEqual({
    facts: [...notSent, "sending", "accepted"],
    waits: [10],
    stop: undefined,
  });
});

test("429 twice: waits as asked, each try over a connection of its own", async () => {
  const { port, start } = await portOfTurns();
  const { listener, clients } = answering(slowDown, slowDown, accept);
  await start(createServer(listener));
  expect(await push({ scheme: "http", port, turns: [] })).toEqual({
    facts: [...notSent, ...notSent, "sending", "accepted"],
    waits: [2_000, 2_000],
    stop: undefined,
  });
  expect(clients.size).toBe(3);
});

test("a connection that breaks once the request has begun: in doubt, not tried again", async () => {
  const { port, start } = await portOfTurns();
  const { listener, clients } = answering((request) => request.socket.resetAndDestroy());
  await start(createServer(listener));
  expect(await push({ scheme: "http", port, turns: [] })).toEqual({
    facts: ["sending", "doubtful"],
    waits: [],
    stop: "doubtful",
  });
  expect(clients.size).toBe(1);
});
