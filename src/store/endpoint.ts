/** Whether two base URLs are of one service. */
export function isSameEndpoint(one: string, other: string): boolean {
  return canonicalEndpoint(one) === canonicalEndpoint(other);
}

/**
 * One text for a service, however its base URL is spelled: letter case, a dot or slashes at the end, the scheme's own port and the name
 * of this machine's loopback make no difference.
 */
export function canonicalEndpoint(endpoint: string): string {
  if (!URL.canParse(endpoint)) return endpoint.toLowerCase();
  const { protocol, hostname, port, pathname, search } = new URL(endpoint.toLowerCase());
  const address = canonicalHost(hostname) + (port === "" ? "" : `:${port}`);
  return `${protocol}//${address}${pathname.replace(/\/+$/, "")}${search}`;
}

function canonicalHost(hostname: string): string {
  const host = hostname.replace(/\.$/, "");
  return loopback.test(host) ? "localhost" : host;
}

/** As a URL writes them; the last one is 127.0.0.0/8 in IPv6. */
const loopback = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\]|\[::ffff:7f[0-9a-f]{2}:[0-9a-f]{1,4}\])$/;
