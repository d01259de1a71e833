import { once } from "node:events";
import { Agent, type IncomingHttpHeaders, type RequestOptions, request } from "node:http";
import {
  Agent as SecureAgent,
  type RequestOptions as SecureOptions,
  request as secureRequest,
} from "node:https";
import { connect, type Socket } from "node:net";
import { text } from "node:stream/consumers";
import { onTestFinished } from "vitest";

export interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** Posts a body in one piece over a connection of its own, unless the options say otherwise; rejects when there is no answer. */
export async function post(
  port: number,
  body: string | Uint8Array,
  options: RequestOptions = {},
): Promise<Answer> {
  return exchange(request({ ...defaults(port, body), agent: new Agent(), ...options }), body);
}

/** As `post`, over TLS. */
export async function postSecurely(port: number, body: string, options: SecureOptions = {}): Promise<Answer> {
  return exchange(secureRequest({ ...defaults(port, body), agent: new SecureAgent(), ...options }), body);
}

function defaults(port: number, body: string | Uint8Array): RequestOptions {
  const headers = { "content-type": "text/xml; charset=utf-8", "content-length": Buffer.byteLength(body) };
  return { host: "127.0.0.1", port, method: "POST", path: "/", headers };
}

function exchange(sent: ReturnType<typeof request>, body: string | Uint8Array): Promise<Answer> {
  return new Promise((resolve, reject) => {
    sent.on("error", reject);
    sent.on("response", (answer) => {
      const { statusCode: status, headers } = answer;
      text(answer).then((content) => resolve({ status, headers, text: content }), reject);
    });
    sent.end(body);
  });
}

/** A bare connection. */
export interface RawClient {
  readonly socket: Socket;
  write(bytes: string | Uint8Array): void;
  /** Everything that came, as soon as it matches; rejects when the connection ends without. */
  until(pattern: RegExp): Promise<string>;
  /** Everything that came, when the connection has ended, however it did. */
  readonly ended: Promise<string>;
}

/** Destroyed when the running test ends. */
export async function openRaw(port: number): Promise<RawClient> {
  const socket = connect({ host: "127.0.0.1", port, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return rawClient(socket);
}

/** The same on a socket that is connected already. */
export function rawClient(socket: Socket): RawClient {
  let received = "";
  socket.on("data", (bytes) => {
    received += bytes.toString("latin1");
    socket.emit("received");
  });
  const ended = new Promise<string>((resolve) => {
    for (const event of ["end", "close"]) socket.once(event, () => resolve(received));
  });
  return {
    socket,
    ended,
    write: (bytes) => void socket.write(bytes),
    until: (pattern) =>
      new Promise((resolve, reject) => {
        const look = () => {
          if (pattern.test(received)) resolve(received);
        };
        socket.on("received", look);
        void ended.then(() => reject(new Error(`the connection ended with: ${received}`)));
        look();
      }),
  };
}

/** A request's head, for a raw client. */
export function postHead(headers: Readonly<Record<string, string | number>>, path = "/"): string {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  return `POST ${path} HTTP/1.1\r\nHost: x\r\n${lines.join("")}\r\n`;
}

/** A whole request. */
export function postRequest(body: string): string {
  return postHead({ "Content-Length": Buffer.byteLength(body) }) + body;
}
