#!/usr/bin/env node
import { readFileSync } from "node:fs";

const words = process.argv.slice(2);
const pages = JSON.parse(readFileSync(new URL("../dist/help-pages.json", import.meta.url), "utf8"));
const asked = words.join(" ");

// Loading the parser of command lines would take longer than all of Node.js.
if (Object.hasOwn(pages, asked)) {
  process.stdout.on("error", () => {}); // `| head -1`
  process.stdout.write(pages[asked]);
} else {
  await import("./run.js");
}
