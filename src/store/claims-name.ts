import { createHash } from "node:crypto";
import { canonicalEndpoint } from "./endpoint.ts";
import type { JobRecord } from "./job-record.ts";

/** What one set of claims is about. */
export type ClaimsScope = Pick<JobRecord, "endpoint" | "operation">;

/**
 * The name of a set of claims: one service, however its base URL is spelled, has one for each operation.
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
