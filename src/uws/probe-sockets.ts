import { lookup } from "node:dns/promises";
import { type ClientRequest, request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls, type PeerCertificate, type TLSSocket } from "node:tls";
import type { ProxySetting } from "./proxy-setting.ts";
import { endpointContext, type TlsSettings, trust } from "./secure-context.ts";
import { TransportFailure } from "./transport-failures.ts";

/** Where a connection goes. */
export interface Place {
  /** A name or an address, an IPv6 one without brackets. */
  readonly host: string;
  readonly port: number;
}

/** The place that a URL names. */
export function placeOf(text: string): Place {
  const { protocol, hostname, port } = new URL(text);
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return { host, port: port === "" ? (protocol === "https:" ? 443 : 80) : Number(port) };
}

/** The addresses of a host, each once. Rejects with Node's error. */
export async function addressesOf(host: string): Promise<readonly string[]> {
  if (isIP(host) !== 0) return [host];
  return [...new Set((await lookup(host, { all: true })).map(({ address }) => address))];
}

/** A TCP connection, which is then the caller's to destroy, and keeps no process alive. Rejects with Node's error; `signal` ends the attempt. */
export function openTcp({ host, port }: Place, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port });
    const release = destroyedBy(signal, socket);
    socket.on("error", reject);
    socket.once("connect", () => {
      release();
      resolve(socket.unref());
    });
  });
}

/**
 * Until the returned function is called. Not the `signal` option: it would stay, and to destroy a socket beneath the TLS that is
 * spoken over it crashes Node.js 20.
 */
function destroyedBy(signal: AbortSignal, target: { destroy(error: Error): unknown }): () => void {
  const destroy = (): void => void target.destroy(asError(signal.reason));
  signal.addEventListener("abort", destroy, { once: true });
  return () => signal.removeEventListener("abort", destroy);
}

/** A proxy's tunnel to a place, as `openTcp`. Rejects with Node's error, or as the transport does where the proxy refuses. */
export function openTunnel(
  { url, authorization }: ProxySetting,
  { host, port }: Place,
  { ca, signal }: { readonly ca: string | undefined; readonly signal: AbortSignal },
): Promise<Socket> {
  const target = `${isIP(host) === 6 ? `[${host}]` : host}:${port}`;
  const headers = { host: target, ...(authorization && { "proxy-authorization": authorization }) };
  const options = { method: "CONNECT", path: target, headers, agent: false };
  const request = url.startsWith("https:")
    ? httpsRequest(url, { ...options, ...trust(ca) })
    : httpRequest(url, options);
  const release = destroyedBy(signal, request);
  return new Promise((resolve, reject) => {
    const refuse = (status: number): void => {
      request.destroy();
      // In undici's words, which the texts of failures know.
      reject(new Error(`Proxy response (${status}) to CONNECT`));
    };
    request.on("error", reject);
    request.once("response", ({ statusCode = 0 }) => refuse(statusCode));
    request.once("connect", ({ statusCode = 0 }, socket) => {
      release();
      socket.on("error", () => undefined); // whoever speaks over it hears of it
      // as: what a client's CONNECT gives is its socket.
      if (statusCode >= 200 && statusCode <= 299) resolve((socket as Socket).unref());
      else refuse(statusCode);
    });
    request.end();
  });
}

/** What a TLS handshake has shown. */
export interface Secured {
  readonly socket: TLSSocket;
  /** "TLSv1.3". */
  readonly protocol: string;
  readonly certificate: PeerCertificate;
  /** The code of what is wrong with the certificate; undefined: it is trusted. */
  readonly distrust: string | undefined;
}

/**
 * Speaks TLS over a connection, as the transport does, but for distrust, which is data: send nothing where there is some. From here on
 * only the socket that this gives is to be destroyed. Rejects with Node's error; `signal` ends the attempt.
 */
export function secure(
  socket: Socket,
  host: string,
  { settings, signal }: { readonly settings: TlsSettings; readonly signal: AbortSignal },
): Promise<Secured> {
  return new Promise((resolve, reject) => {
    // A name only: RFC 6066 has no addresses.
    const servername = isIP(host) === 0 ? { servername: host } : {};
    const secured = connectTls({
      socket,
      host,
      ...servername,
      ...endpointContext(settings),
      rejectUnauthorized: false,
    });
    const release = destroyedBy(signal, secured);
    secured.on("error", reject);
    secured.once("secureConnect", () => {
      release();
      resolve({
        socket: secured,
        protocol: secured.getProtocol() ?? "unknown",
        certificate: secured.getPeerCertificate(),
        distrust: secured.authorized ? undefined : String(secured.authorizationError),
      });
    });
  });
}

/** What an HTTP server says to a GET: its status, and its clock. */
export interface PlainAnswer {
  readonly status: number;
  /** The Date header, in milliseconds since the Unix epoch; undefined: none that can be read. */
  readonly dateMs: number | undefined;
}

/** Asks over an open connection, with nothing but the path, and closes it. */
export function askPlainly(socket: Socket, url: string, signal: AbortSignal): Promise<PlainAnswer> {
  const { host, pathname } = new URL(url);
  return new Promise((resolve, reject) => {
    const request: ClientRequest = httpRequest({
      createConnection: () => socket,
      method: "GET",
      path: pathname,
      headers: { host, connection: "close" },
    });
    destroyedBy(signal, request);
    request.on("error", reject);
    request.once("response", (response) => {
      const dateMs = Date.parse(response.headers.date ?? "");
      resolve({ status: response.statusCode ?? 0, dateMs: Number.isNaN(dateMs) ? undefined : dateMs });
      response.destroy();
    });
    request.end();
  });
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new TransportFailure("ABORTED");
}
