// xmlbuilder2 reads each message into an object, then the objects with a LineStatus are counted. No limits.
// Arguments: files, each a callback.
import { readFile } from "node:fs/promises";
import { convert } from "xmlbuilder2";

for (const path of process.argv.slice(2)) {
  console.log(countLines(convert(await readFile(path, "utf8"), { format: "object" })));
}

function countLines(node) {
  if (typeof node !== "object") return 0;
  const own = "LineStatus" in node ? 1 : 0;
  return Object.values(node).reduce((lines, child) => lines + countLines(child), own);
}
