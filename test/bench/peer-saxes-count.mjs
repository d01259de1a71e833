// saxes, bare: how many LineStatus elements end. Nobody who reads the messages with it can be quicker. No limits, no values.
// Arguments: files, each a callback.
import { createReadStream } from "node:fs";
import { SaxesParser } from "saxes";

for (const path of process.argv.slice(2)) console.log(await countLines(path));

async function countLines(path) {
  let lines = 0;
  const parser = new SaxesParser();
  parser.on("closetag", ({ name }) => {
    if (name === "LineStatus") lines++;
  });
  for await (const text of createReadStream(path, "utf8")) parser.write(text);
  parser.close();
  return lines;
}
