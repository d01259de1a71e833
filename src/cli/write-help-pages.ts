import { readFileSync, writeFileSync } from "node:fs";
import { renderHelpPages } from "./help-pages.ts";

// Run by the build, from dist/cli.
const manifest: unknown = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
const { version } = manifest as { readonly version: string }; // as: our own package.json
writeFileSync(new URL("../help-pages.json", import.meta.url), JSON.stringify(await renderHelpPages(version)));
