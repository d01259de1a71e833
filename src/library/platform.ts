import { VzuploadError } from "../errors.ts";
import type { Fault } from "../uws/fault.ts";
import { productionBaseUrl } from "../uws/operations.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import { logIn, logOut } from "../uws/session.ts";
import { defaultTimeoutMs } from "../uws/transport.ts";
import { createTransport } from "../uws/undici-transport.ts";
import { postUpload } from "../uws/upload-devices.ts";

/** How the platform is reached. */
export interface PlatformOptions {
  /** Base URL of the services; default: Verizon's production. Plain HTTP is for this machine only. */
  readonly endpoint?: string;
  /** PEM texts: certificates to trust beside the usual ones, and a client's certificate with its key. */
  readonly ca?: string;
  readonly clientCert?: string;
  readonly clientKey?: string;
  /** For HTTPS endpoints: http://user:password@host:port. The environment is not read. */
  readonly proxy?: string;
  /** The longest wait for an answer, in milliseconds; default 300,000. */
  readonly timeoutMs?: number;
}

/**
 * The platform's services. Each call posts once: nothing is repeated here, and what happens on the way is in the outcome; calls reject
 * for bugs only.
 */
export interface Platform {
  /**
   * A session's token; it ends 20 minutes after its last use. Five failed log-ins in a row lock the account, and only support unlocks it:
   * never repeat one that was rejected. Source: the platform's public pages.
   */
  logIn(user: { readonly username: string; readonly password: string }): Promise<LogInOutcome>;
  logOut(token: string): Promise<LogOutOutcome>;
  /**
   * Posts what `buildUploadDevices` has built. Not idempotent, and nothing here remembers what was sent: an upload whose outcome is
   * `doubtful` may have been applied, and must not be sent again before somebody has found out.
   */
  uploadDevices(envelope: string, signal?: AbortSignal): Promise<UploadOutcome>;
  /** Ends what is under way; to be called once at the end. */
  close(): Promise<void>;
}

/** `rejected`, `locked`: by the platform. `failed`: its own trouble. `lost`: no usable answer; it may have counted as a failure. */
export type LogInOutcome =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "rejected" | "locked"; readonly fault: Fault }
  | { readonly kind: "failed" | "lost"; readonly reason: string }
  | NotSent;

/** `ended`: there was no such session any more. */
export type LogOutOutcome =
  | { readonly kind: "loggedOut" | "ended" }
  | { readonly kind: "failed" | "lost"; readonly reason: string }
  | NotSent;

/**
 * - `accepted`: the platform has the devices; the verdict on each comes by callback under the RequestId
 * - `refused`: a fault which proves that nothing was applied
 * - `session`: nothing was applied, because of the token: log in, build and send again
 * - `throttled`: nothing was applied (HTTP 429): wait and send again
 * - `notSent`: nothing reached the platform
 * - `doubtful`: anything else; must not be sent again by itself
 */
export type UploadOutcome =
  | { readonly kind: "accepted"; readonly requestId: string }
  | { readonly kind: "refused"; readonly fault: Fault; readonly hint: string }
  | { readonly kind: "session"; readonly fault: Fault }
  | { readonly kind: "throttled"; readonly retryAfterMs?: number }
  | { readonly kind: "doubtful"; readonly reason: string }
  | NotSent;

/** No byte of the request can have reached the platform. */
export interface NotSent {
  readonly kind: "notSent";
  /** One sentence without full stop. */
  readonly reason: string;
  readonly hint: string;
  /** "ECONNREFUSED", "PROXY_407" ... */
  readonly code: string;
}

/** Nothing is connected before the first call. Errors: VzuploadError "usage" for an endpoint that cannot be. */
export function openPlatform(options: PlatformOptions = {}): Platform {
  const baseUrl = checkedEndpoint(options.endpoint ?? productionBaseUrl);
  const { ca, clientCert, clientKey, proxy, timeoutMs = defaultTimeoutMs } = options;
  const transport = createTransport({ ca, clientCert, clientKey, proxyEnv: { httpsProxy: proxy } });
  const call = { baseUrl, timeoutMs };
  return {
    logIn: (user) => logIn(transport, { ...call, ...user }),
    logOut: (token) => logOut(transport, { ...call, token }),
    uploadDevices: (envelope, signal) =>
      postUpload(transport, { ...call, body: Buffer.from(envelope), signal }),
    close: () => transport.close(),
  };
}

function checkedEndpoint(endpoint: string): string {
  const url = URL.canParse(endpoint) ? new URL(endpoint) : undefined;
  const isLawful =
    url !== undefined &&
    (url.protocol === "https:" || (url.protocol === "http:" && isLoopbackHost(url.hostname))) &&
    `${url.username}${url.password}${url.search}${url.hash}` === "";
  if (isLawful) return url.href.replace(/\/+$/, "");
  throw new VzuploadError("usage", "endpoint: not an HTTPS URL without credentials, query and fragment.", {
    hint: `Give the base of the services, e.g. ${productionBaseUrl}; plain HTTP is for this machine only.`,
  });
}
