import { createServer, type RequestListener } from "node:http";
import { createServer as createSecureServer, type ServerOptions } from "node:https";
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Plays the platform over HTTP on a port of its own until the test ends. */
export function serveHttp(listener: RequestListener): Promise<number> {
  return listen(createServer(listener));
}

/** As `serveHttp`, over TLS. */
export function serveHttps(options: ServerOptions, listener: RequestListener): Promise<number> {
  const server = createSecureServer(options, listener);
  server.on("tlsClientError", () => undefined);
  return listen(server);
}

/** A bare TCP server. */
export function serveTcp(listener: (socket: Socket) => void): Promise<number> {
  return listen(createTcpServer(listener));
}

async function listen(server: Server): Promise<number> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((done) => server.close(done));
  });
  return (server.address() as AddressInfo).port; // as: a TCP server that listens
}
