import { isLoopbackHost, type ProxySetting, readProxy } from "./proxy-setting.ts";

/** The values of the proxy variables; the environment itself is never read. */
export interface ProxyEnv {
  /** For http endpoints only, as in curl. */
  readonly httpProxy?: string | undefined;
  readonly httpsProxy?: string | undefined;
  /** Hosts that are reached directly, comma-separated; `*`: all. */
  readonly noProxy?: string | undefined;
}

/** The variable that says which proxy an endpoint is reached through. */
export type ProxyVariable = "HTTPS_PROXY" | "HTTP_PROXY";

/** How an endpoint is reached, and why so. */
export type ProxyRoute =
  | {
      readonly kind: "direct";
      readonly why: "loopback" | "unset" | "noProxy";
      readonly variable: ProxyVariable;
    }
  | { readonly kind: "proxy"; readonly proxy: ProxySetting; readonly variable: ProxyVariable }
  | { readonly kind: "notUnderstood"; readonly variable: ProxyVariable };

/** A loopback endpoint is never proxied; NO_PROXY names hosts with their subdomains, perhaps with a port. */
export function chooseRoute(env: ProxyEnv, url: string): ProxyRoute {
  const { protocol, hostname, port } = new URL(url);
  const isSecure = protocol === "https:";
  const variable = isSecure ? "HTTPS_PROXY" : "HTTP_PROXY";
  if (isLoopbackHost(hostname)) return { kind: "direct", why: "loopback", variable };
  const proxy = readProxy(isSecure ? env.httpsProxy : env.httpProxy);
  if (proxy === "notUnderstood") return { kind: "notUnderstood", variable };
  if (proxy === undefined) return { kind: "direct", why: "unset", variable };
  const number = port === "" ? (isSecure ? 443 : 80) : Number(port);
  return namesHost(env.noProxy ?? "", hostname, number)
    ? { kind: "direct", why: "noProxy", variable }
    : { kind: "proxy", proxy, variable };
}

function namesHost(noProxy: string, hostname: string, port: number): boolean {
  if (noProxy.trim() === "*") return true;
  return noProxy.split(/[,\s]+/).some((entry) => {
    const [, named = entry, itsPort] = /^(.+):(\d+)$/.exec(entry) ?? [];
    const host = named.replace(/^\*?\./, "").toLowerCase();
    if (host === "" || (itsPort !== undefined && Number(itsPort) !== port)) return false;
    return hostname === host || hostname.endsWith(`.${host}`);
  });
}
