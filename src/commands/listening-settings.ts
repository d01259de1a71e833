import { isIPv6 } from "node:net";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { type AllowList, parseAllowList } from "../listener/allow-list.ts";
import { defaultPort } from "../listener/platform-ports.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import type { Invocation } from "./invocation.ts";
import { firstLine } from "./password.ts";
import { readNamed } from "./platform-settings.ts";

/** Where callbacks come in, and from whom they are taken. */
export interface ListeningSettings {
  readonly host: string;
  readonly port: number;
  /** Begins with a slash. */
  readonly path: string;
  /** As registered, where it is not the listener's own; for display. */
  readonly publicUrl: string | undefined;
  /** Undefined: callbacks are taken from anybody, and marked as unchecked. */
  readonly credentials: CallbackCredentials | undefined;
  readonly allow: AllowList | undefined;
  /** PEM texts. */
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
}

export interface CallbackCredentials {
  readonly username: string;
  readonly password: string;
}

/** Where a listener listens when nothing is said. */
export const defaultHost = "127.0.0.1";
export const defaultPath = "/";

/** Errors: VzuploadError "usage", also for a listener that strangers could reach. */
export function listeningSettings(invocation: Invocation, context: Context): ListeningSettings {
  const { values } = invocation;
  const host = values.host?.trim() ?? defaultHost;
  const credentials = callbackCredentials(invocation, context);
  const publicUrl = values.publicUrl === undefined ? undefined : checkUrl(values.publicUrl);
  if (!isOnThisMachine(host) && credentials === undefined && !values.insecure) throw tooOpen(host);
  return {
    host,
    port: checkPort(values.port ?? defaultPort),
    path: checkPath(values.path ?? (publicUrl === undefined ? defaultPath : new URL(publicUrl).pathname)),
    publicUrl,
    credentials,
    allow: values.allow === undefined ? undefined : parseAllowList(values.allow),
    tls: tlsFiles(invocation, context),
  };
}

/** Whether nobody but this machine's own programs can reach a listener on a host. */
export function isOnThisMachine(host: string): boolean {
  const url = `http://${isIPv6(host) ? `[${host}]` : host}/`;
  return URL.canParse(url) && isLoopbackHost(new URL(url).hostname);
}

/** Of callbacks; both or neither. Errors: VzuploadError "usage". */
export function callbackCredentials(
  { values }: Invocation,
  { cwd }: Context,
): CallbackCredentials | undefined {
  const file = values.callbackPasswordFile;
  const fromFile = (path: string) =>
    firstLine("--callback-password-file", readNamed("--callback-password-file", resolve(cwd, path)));
  const password = values.callbackPassword ?? (file === undefined ? undefined : fromFile(file));
  const username = values.callbackUsername;
  if (username === undefined && password === undefined) return undefined;
  if (username !== undefined && password !== undefined) {
    // The platform puts blanks behind its values: what is compared is trimmed.
    return { username: username.trim(), password: password.trim() };
  }
  throw new VzuploadError("usage", "Callbacks are checked by user name and password; only one is set.", {
    hint: "Set --callback-username, and VZUPLOAD_CALLBACK_PASSWORD or --callback-password-file, as registered.",
  });
}

function tooOpen(host: string): VzuploadError {
  return new VzuploadError(
    "usage",
    `--host: a listener on ${host} takes callbacks from strangers, for they bring no credentials.`,
    {
      hint: "Set --callback-username and VZUPLOAD_CALLBACK_PASSWORD as registered; or --insecure, when something else keeps strangers out.",
    },
  );
}

function checkPort(port: number): number {
  if (port <= 65_535) return port;
  throw new VzuploadError("usage", `--port: ${port} is no port.`, {
    hint: `Give one that the platform calls, e.g. ${defaultPort}.`,
  });
}

function checkPath(path: string): string {
  if (/^\/[\x21-\x7e]*$/.test(path) && !/[?#]/.test(path)) return path;
  throw new VzuploadError("usage", `--path: "${path}" is not the path of a URL.`, {
    hint: "Begin it with a slash, e.g. /callbacks/8Fh2kQ; blanks and the like are percent-encoded.",
  });
}

function checkUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isPlain = url?.username === "" && url.password === "";
  if (url !== undefined && ["http:", "https:"].includes(url.protocol) && isPlain) return url.href;
  // It may hold a password, so that it is not repeated.
  throw new VzuploadError("usage", "--public-url: the value is not an HTTP URL without credentials.", {
    hint: "Give the URL that is registered with the platform.",
  });
}

function tlsFiles({ values }: Invocation, { cwd }: Context): ListeningSettings["tls"] {
  const { tlsCert, tlsKey } = values;
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined) {
    throw new VzuploadError("usage", "--tls-cert and --tls-key go together.", {
      hint: "Give both or neither.",
    });
  }
  return {
    cert: readNamed("--tls-cert", resolve(cwd, tlsCert)),
    key: readNamed("--tls-key", resolve(cwd, tlsKey)),
  };
}
