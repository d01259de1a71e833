import { createHash } from "node:crypto";
import type { JobRecord } from "./job-record.ts";

/** What one set of claims is about. */
export type ClaimsScope = Pick<JobRecord, "endpoint" | "operation">;

/**
 * The name of a set of claims: one service, however its base URL is spelled, has one for each operation. Letter case, a dot or slashes at
 * the end, the scheme's own port and the name of this machine's loopback make no difference.
 * The file system's limits on names are not the URL's: it is 16 digits of a SHA-256.
 */
export function claimsName({ endpoint, operation }: ClaimsScope): string {
  // Uploads had no operation in their claims' name from the beginning. No URL has a blank.
  const about = operation === "UploadDevices" ? "" : ` ${operation}`;
  return createHash("sha256")
    .update(canonicalEndpoint(endpoint) + about)
    .digest("hex")
    .slice(0, 16);
}

/** One text for a service, however its base URL is spelled. */
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
