import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { isIPv6 } from "node:net";
import { errorCode, VzuploadError } from "../errors.ts";
import type { ListenerLimits } from "./limits.ts";
import { platformPortsText } from "./platform-ports.ts";

/** How a server speaks. */
export interface ServerOptions {
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly limits: ListenerLimits;
}

/** @throws VzuploadError of kind usage when the certificate and the key cannot be used. */
export function buildServer({ tls, limits }: ServerOptions, handler: RequestListener): Server {
  const settings = {
    headersTimeout: limits.headersTimeoutMs,
    requestTimeout: limits.requestTimeoutMs,
    connectionsCheckingInterval: limits.checkIntervalMs,
    keepAliveTimeout: limits.keepAliveTimeoutMs,
    maxHeaderSize: limits.maxHeaderBytes,
    requireHostHeader: false, // it is not looked at
  };
  const server =
    tls === undefined ? createServer(settings) : buildSecureServer({ ...settings, ...tls }, limits);
  // A sender may close its side behind the body and still wait for the answer. Not in the documentation of Node.js, but as old as it.
  Object.assign(server, { httpAllowHalfOpen: true });
  // One more than may be: Node.js drops what is beyond without a word.
  server.maxHeadersCount = limits.maxHeaders + 1;
  for (const event of ["request", "checkContinue", "checkExpectation"]) server.on(event, handler);
  return server;
}

type SecureSettings = Parameters<typeof createSecureServer>[0];

function buildSecureServer(settings: SecureSettings, { handshakeTimeoutMs }: ListenerLimits): Server {
  try {
    return createSecureServer({ ...settings, minVersion: "TLSv1.2", handshakeTimeout: handshakeTimeoutMs });
  } catch (cause) {
    throw new VzuploadError(
      "usage",
      `The certificate and its key cannot be used for TLS: ${errorCode(cause) ?? "unknown error"}.`,
      { hint: "Give a certificate and the private key that belongs to it, both as PEM.", cause },
    );
  }
}

/**
 * Begins to listen; returns the port.
 * @throws VzuploadError of kind usage when the address cannot be had; the system's error is its cause.
 */
export function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const fail = (cause: Error): void => reject(listenError(cause, host, port));
    server.once("error", fail);
    server.listen(port, host, () => {
      server.off("error", fail);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

/** A host as it stands in a URL. */
export function urlHost(host: string): string {
  return isIPv6(host) ? `[${host}]` : host;
}

function listenError(cause: Error, host: string, port: number): VzuploadError {
  const code = errorCode(cause) ?? "unknown error";
  const known = listenErrors[code] ?? { reason: code, hint: "Choose another host and port to listen on." };
  const message = `Cannot listen on ${urlHost(host)}:${port}: ${known.reason} (${code}).`;
  return new VzuploadError("usage", message, { hint: known.hint, cause });
}

const otherPort = `another of the platform's ports: ${platformPortsText}.`;

const listenErrors: Readonly<Record<string, { readonly reason: string; readonly hint: string }>> = {
  EADDRINUSE: {
    reason: "another program listens there",
    hint: `End that program, or choose ${otherPort}`,
  },
  EACCES: {
    reason: "this user may not",
    hint: `Ports below 1024 need privileges on many systems; choose ${otherPort}`,
  },
  EADDRNOTAVAIL: {
    reason: "this machine has no such address",
    hint: "Listen on an address of this machine, or on 0.0.0.0 for all of them.",
  },
  ENOTFOUND: {
    reason: "there is no such host",
    hint: "Listen on an address of this machine, or on 0.0.0.0 for all of them.",
  },
};
