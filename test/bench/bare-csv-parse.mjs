// node bare-csv-parse.mjs <file>: reads a CSV with csv-parse and looks at every cell, checks nothing: the floor of reading.
import { createReadStream } from "node:fs";
import { parse } from "csv-parse";

const parser = parse({ relax_column_count: true, record_delimiter: ["\r\n", "\n", "\r"] });
createReadStream(process.argv[2]).pipe(parser);
let characters = 0;
let rows = 0;
for await (const row of parser) {
  rows++;
  for (const cell of row) characters += cell.length;
}
console.log(rows, characters);
