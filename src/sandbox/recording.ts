import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { UploadOutcome } from "./received.ts";

/** Writes an upload's body to `NNNN-<outcome>.xml`, byte for byte but for the session token. */
export async function recordBody(
  dir: string,
  { sequence, outcome }: { readonly sequence: number; readonly outcome: UploadOutcome },
  body: Buffer,
): Promise<void> {
  const name = `${String(sequence).padStart(4, "0")}-${outcome}.xml`;
  await writeFile(join(dir, name), maskToken(body));
}

/** How far into a message a token is looked for: the SOAP header comes first. */
const headerBytes = 64 * 1024;

function maskToken(body: Buffer): Buffer {
  // latin1 maps bytes to characters one to one: what is not the token stays as it was, whatever its encoding.
  const head = body.subarray(0, headerBytes).toString("latin1");
  const masked = head.replace(/(<(?:[\w.-]+:)?token\b[^>]*>)[\s\S]*?(?=<\/(?:[\w.-]+:)?token|$)/g, "$1***");
  return Buffer.concat([Buffer.from(masked, "latin1"), body.subarray(headerBytes)]);
}
