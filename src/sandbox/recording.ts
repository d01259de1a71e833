import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { DevicesOperation, UploadOutcome } from "./received.ts";

/** What the file of a recorded body is called by. */
export interface RecordedCall {
  readonly operation: DevicesOperation;
  /** The number of the call among those of its operation, from 1. */
  readonly sequence: number;
  readonly outcome: UploadOutcome;
}

/**
 * Writes an upload's body to `NNNN-<outcome>.xml`, an activation's to `activate-NNNN-<outcome>.xml`, byte for byte but for the
 * session token.
 */
export async function recordBody(
  dir: string,
  { operation, sequence, outcome }: RecordedCall,
  body: Buffer,
): Promise<void> {
  const prefix = operation === "uploadDevices" ? "" : "activate-";
  const name = `${prefix}${String(sequence).padStart(4, "0")}-${outcome}.xml`;
  await writeFile(join(dir, name), maskToken(body));
}

function maskToken(body: Buffer): Buffer {
  // latin1 maps bytes to characters one to one: what is not the token stays as it was, whatever its encoding.
  const text = body.toString("latin1");
  const masked = text.replace(/(<(?:[\w.-]+:)?token\b[^>]*>)[\s\S]*?(?=<\/(?:[\w.-]+:)?token|$)/g, "$1***");
  return Buffer.from(masked, "latin1");
}
