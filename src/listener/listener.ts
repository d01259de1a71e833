import type { Server } from "node:http";
import { Socket } from "node:net";
import { errorCode } from "../errors.ts";
import { createDesk, type Desk } from "./desk.ts";
import { handleRequest } from "./handle-request.ts";
import type { Listener, ListenerOptions } from "./listener-options.ts";
import { endConnection } from "./protocol-errors.ts";
import { refusal } from "./refusals.ts";
import { buildServer, listen, urlHost } from "./server.ts";
import { shutDown } from "./shut-down.ts";

/**
 * Listens for callbacks until it is closed: each is stored, durably, and then acknowledged. Whatever else comes in is turned
 * away, and nothing that a peer does ends the listener.
 * @throws VzuploadError of kind usage: the address cannot be had, or an option is of no use.
 */
export async function startListener(options: ListenerOptions): Promise<Listener> {
  const closing = new AbortController();
  const desk = createDesk(options, closing.signal);
  const requests = new Set<Promise<void>>();
  const server = buildServer({ tls: options.tls, limits: desk.limits }, (request, response) => {
    const handled = handleRequest(desk, request, response);
    requests.add(handled);
    void handled.finally(() => requests.delete(handled));
  });
  watchConnections(server, desk);
  const port = await listen(server, options.host, options.port);
  // Out of file descriptors, for one; the next connection may succeed.
  server.on("error", (cause) => desk.teller.turnAway(refusal("accept", { cause }), undefined));

  let closed: Promise<void> | undefined;
  const close = (): Promise<void> => {
    closing.abort();
    closed ??= shutDown(server, desk, requests);
    return closed;
  };
  if (options.signal?.aborted === true) void close();
  options.signal?.addEventListener("abort", close, { once: true });
  const scheme = options.tls === undefined ? "http" : "https";
  return {
    url: `${scheme}://${urlHost(options.host)}:${port}${desk.admission.path}`,
    port,
    counts: () => ({ ...desk.counts, turnedAway: desk.teller.counts() }),
    close,
  };
}

function watchConnections(server: Server, desk: Desk): void {
  const { connections, admission, teller } = desk;
  server.on("connection", (socket) => {
    connections.add(socket, admission.allow?.allows(socket.remoteAddress) ?? true);
  });
  server.on("clientError", (error, socket) => {
    if (socket instanceof Socket) endConnection(error, socket, desk);
    else socket.destroy();
  });
  server.on("tlsClientError", (error, socket) => {
    const sentence = `A TLS handshake failed (${errorCode(error) ?? "unknown error"}).`;
    teller.turnAway(refusal("tls", { sentence }), socket.remoteAddress);
  });
}
