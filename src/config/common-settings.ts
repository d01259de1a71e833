import type { Setting } from "./setting.ts";

/** Jobs, state, output and the sandbox. */
export const commonSettings = {
  limit: {
    kind: "integer",
    flag: "--limit <n>",
    help: "how many of the jobs are listed that nothing is left to do for; default 20",
    group: "Jobs:",
  },
  olderThan: {
    kind: "age",
    flag: "--older-than <days>",
    help: "jobs of which nothing has been recorded for so long, e.g. 90d; at least 30d",
    group: "Jobs:",
    flagOnly: true,
  },
  stateDir: {
    kind: "text",
    flag: "--state-dir <dir>",
    help: "where jobs, claims and the session are kept",
    group: "State and output:",
    trusted: true,
  },
  config: {
    kind: "text",
    flag: "--config <file>",
    help: "configuration file; default: vzupload.config.json here",
    group: "State and output:",
  },
  profile: {
    kind: "text",
    flag: "--profile <name>",
    help: "the profile of the configuration files to use",
    group: "State and output:",
    trusted: true,
  },
  json: { kind: "switch", flag: "--json", help: "one JSON document on stdout", group: "State and output:" },
  quiet: { kind: "switch", flag: "--quiet", help: "only errors on stderr", group: "State and output:" },
  verbose: { kind: "switch", flag: "--verbose", help: "every step on stderr", group: "State and output:" },
  color: {
    kind: "switch",
    flag: "--no-color",
    help: "no colour (NO_COLOR=1 works, too)",
    group: "State and output:",
  },
  seed: {
    kind: "integer",
    flag: "--seed <n>",
    help: "makes tokens and RequestIds repeatable; default 1",
    group: "Sandbox:",
  },
  fault: {
    kind: "text",
    flag: "--fault <list>",
    help: "faults to inject, comma-separated, e.g. expire-session@3 (docs/sandbox.md)",
    group: "Sandbox:",
  },
  callbackUrl: {
    kind: "text",
    flag: "--callback-url <url>",
    help: "where callbacks go that no RegisterCallback has asked for",
    group: "Sandbox:",
    trusted: true,
  },
  callbacks: {
    kind: "text",
    flag: "--callbacks <list>",
    help: "how callbacks are sent, comma-separated, e.g. split:100,fail:0.1 (docs/sandbox.md)",
    group: "Sandbox:",
  },
  record: {
    kind: "text",
    flag: "--record <dir>",
    help: "keep every received request there, its token masked",
    group: "Sandbox:",
    trusted: true,
  },
} as const satisfies Record<string, Setting>;
