import { setMaxListeners } from "node:events";
import { mkdir } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import { errorCode, VzuploadError } from "../errors.ts";
import type { AcceptedDevices } from "./accepted-devices.ts";
import { basePath } from "./admission.ts";
import type { CallbackOptions } from "./callbacks/behaviour.ts";
import type { SentCallbacks } from "./callbacks/callbacks.ts";
import type { Registrations } from "./callbacks/registrations.ts";
import type { Fault } from "./faults.ts";
import { createPlatform, type PlatformSettings, type SandboxEvent } from "./platform.ts";
import type { ReceivedStateChange, ReceivedUpload } from "./received.ts";
import { createRequestHandler } from "./request-handler.ts";

/** How to start a sandbox; everything has a default. */
export interface SandboxOptions {
  /** 0, the default: any free port. */
  readonly port?: number;
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Tokens, RequestIds, random faults and what callbacks leave to chance follow from it. Default 1. */
  readonly seed?: number;
  readonly faults?: readonly Fault[];
  /** The password of every user but `locked`. Default "sandbox". */
  readonly password?: string;
  /** Session tokens (UUIDs) that are valid from the start, of a user named sandbox. */
  readonly tokens?: readonly string[];
  /** PEM texts; with them the sandbox speaks HTTPS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Milliseconds since the Unix epoch. Default: the wall clock. */
  readonly now?: () => number;
  /** Hears of each request before it is answered, and of each callback after it was sent. */
  readonly onEvent?: (event: SandboxEvent) => void;
  /**
   * Where the body of each upload is written as NNNN-<outcome>.xml, and of each activation as activate-NNNN-<outcome>.xml, token
   * masked, before it is answered; created when missing.
   */
  readonly recordDir?: string;
  /** Whether `received` and `stateChanges` have the devices' identifiers: some 100 bytes a device. Default false. */
  readonly keepDevices?: boolean;
  /** Larger requests are answered with 413. Default 16 MiB. */
  readonly maxBodyBytes?: number;
  /** Where callbacks go that nobody has registered for, and how callbacks are sent. */
  readonly callbacks?: CallbackOptions;
}

/** The platform, offline, on a socket of this process. */
export interface Sandbox {
  /** Base URL of the services, for example http://127.0.0.1:4001/api/v2. */
  readonly endpoint: string;
  /** Every UploadDevices call, in the order in which their outcome was decided. */
  readonly received: readonly ReceivedUpload[];
  /** Every ChangeDeviceState call, in the order in which their outcome was decided. */
  readonly stateChanges: readonly ReceivedStateChange[];
  /** How often each device was accepted for upload. */
  readonly devices: AcceptedDevices;
  /** How often each device was accepted for activation, by an upload with Activate or by ChangeDeviceState. */
  readonly activated: AcceptedDevices;
  readonly callbacks: SentCallbacks;
  /** Who is registered for callbacks now. */
  readonly registrations: Registrations;
  /** Stops listening, drops all connections and sends no more callbacks. */
  close(): Promise<void>;
}

/**
 * Starts the platform; it runs until closed.
 * @throws VzuploadError of kind usage (address not available) or store (recordDir cannot be made).
 */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const settings = completed(options);
  if (settings.recordDir !== undefined) await makeDir(settings.recordDir);
  const closing = new AbortController();
  setMaxListeners(0, closing.signal); // one for each request, callback and wait under way
  const platform = createPlatform(settings, closing.signal);
  const server = buildServer(options, createRequestHandler(platform));
  const { host = "127.0.0.1", port = 0 } = options;
  const boundPort = await listen(server, host, port);
  return {
    endpoint: `${options.tls === undefined ? "http" : "https"}://${urlHost(host)}:${boundPort}${basePath}`,
    received: platform.received,
    stateChanges: platform.stateChanges,
    devices: platform.counter,
    activated: platform.activationCounter,
    callbacks: platform.callbacks,
    registrations: platform.registrations,
    close: async () => {
      closing.abort();
      await closed(server);
      await platform.callbacks.idle();
    },
  };
}

const defaultMaxBodyBytes = 16 * 1024 * 1024;

function completed(options: SandboxOptions): PlatformSettings {
  return {
    seed: options.seed ?? 1,
    faults: options.faults ?? [],
    password: options.password ?? "sandbox",
    tokens: options.tokens ?? [],
    now: options.now ?? Date.now,
    onEvent: options.onEvent ?? (() => undefined),
    recordDir: options.recordDir,
    keepDevices: options.keepDevices ?? false,
    maxBodyBytes: options.maxBodyBytes ?? defaultMaxBodyBytes,
    callbacks: options.callbacks ?? {},
  };
}

async function makeDir(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true });
  } catch (cause) {
    throw new VzuploadError(
      "store",
      `The folder ${path} cannot be made: ${errorCode(cause) ?? "unknown error"}.`,
      {
        hint: "Name a folder for the recorded requests that can be written to.",
        cause,
      },
    );
  }
}

/** Slow clients are cut off soon: a test against the sandbox should not wait for minutes. */
const limits = { headersTimeout: 10_000, requestTimeout: 60_000, connectionsCheckingInterval: 1000 };

function buildServer({ tls }: SandboxOptions, handler: ReturnType<typeof createRequestHandler>): Server {
  return tls === undefined
    ? createServer(limits, handler)
    : createSecureServer({ ...limits, ...tls }, handler);
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause) => {
      const message = `The sandbox cannot listen on ${urlHost(host)}:${port}: ${errorCode(cause) ?? cause.message}.`;
      reject(
        new VzuploadError("usage", message, { hint: "Choose another --port, or 0 for any free one.", cause }),
      );
    });
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlHost(host: string): string {
  return host.includes(":") ? `[${host}]` : host;
}
