/** A proxy to reach an endpoint through. */
export interface ProxySetting {
  /** Without credentials. */
  readonly shown: string;
  readonly url: string;
  /** The Proxy-Authorization header. */
  readonly authorization: string | undefined;
}

/**
 * The proxy that a proxy variable names: `http(s)://[user:password@]host:port`, the scheme may be missing. Undefined: none;
 * "notUnderstood": its text may hold a password, so that it is not repeated.
 */
export function readProxy(text = ""): ProxySetting | undefined | "notUnderstood" {
  const trimmed = text.trim();
  if (trimmed === "") return undefined;
  const full = trimmed.includes("://") ? trimmed : `http://${trimmed}`;
  const url = URL.canParse(full) ? new URL(full) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol)) return "notUnderstood";
  return { shown: url.origin, url: url.origin, authorization: basic(url) };
}

/** localhost, 127.0.0.0/8 and ::1, as a URL's `hostname` writes them. */
export function isLoopbackHost(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function basic({ username, password }: URL): string | undefined {
  if (username === "" && password === "") return undefined;
  return `Basic ${Buffer.from(`${decoded(username)}:${decoded(password)}`).toString("base64")}`;
}

/** A password with a bare % was meant as it stands. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
