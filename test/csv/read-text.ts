import { type CsvShape, createCsvReader } from "../../src/csv/csv-reader.ts";

/** The rows with their lines, and the shape, of bytes that arrive in chunks of `chunkBytes`. */
export async function readText(
  bytes: Uint8Array | string,
  chunkBytes = 1 << 20,
): Promise<{ readonly rows: [number, ...string[]][]; readonly shape: CsvShape }> {
  const rows: [number, ...string[]][] = [];
  const reader = createCsvReader("devices.csv", (row, line) => rows.push([line, ...row]));
  const all = Buffer.from(bytes);
  for (let at = 0; at < all.length; at += chunkBytes) reader.write(all.subarray(at, at + chunkBytes));
  return { rows, shape: await reader.end() };
}
