import { createServer } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";

/** A CONNECT proxy on a loopback port of its own. */
export interface TestProxy {
  readonly url: string;
  readonly port: number;
  /** Every CONNECT target that was asked for, in order. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

export interface TestProxyOptions {
  /** Every tunnel leads to this port of 127.0.0.1, whatever host was asked for. */
  readonly targetPort: number;
  /** `user:password`; without it nobody is asked. */
  readonly credentials?: string;
  /** Answers every CONNECT with this status instead of a tunnel; 0: never answers. */
  readonly refuseWith?: number;
}

export async function startProxy(options: TestProxyOptions): Promise<TestProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const track = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.on("close", () => sockets.delete(socket));
  };
  const server = createServer((_request, response) => response.writeHead(405).end());
  server.on("connection", track);
  server.on("connect", (request, client: Socket) => {
    asked.push(request.url ?? "");
    const status = statusFor(options, request.headers["proxy-authorization"]);
    if (status === 0) return;
    if (status !== 200) {
      client.end(`HTTP/1.1 ${status} No\r\n\r\n`);
      return;
    }
    const target = connect(options.targetPort, "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    track(target);
    client.on("close", () => target.destroy());
    target.on("close", () => client.destroy());
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address() as AddressInfo; // as: a TCP server that listens
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    asked,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function statusFor({ credentials, refuseWith }: TestProxyOptions, authorization: string | undefined): number {
  if (refuseWith !== undefined) return refuseWith;
  if (credentials === undefined) return 200;
  return authorization === `Basic ${Buffer.from(credentials).toString("base64")}` ? 200 : 407;
}
