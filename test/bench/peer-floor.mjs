// Floor: posts ready-made bodies, one after the other, each over a connection of its own. Nothing can be quicker in Node.
// Arguments: base URL, folder of bodies.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { postEnvelope } from "./post-envelope.mjs";

const [baseUrl, folder] = process.argv.slice(2);
for (const name of (await readdir(folder)).sort())
  await postEnvelope(baseUrl, await readFile(join(folder, name)));
