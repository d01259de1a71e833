import type { Setting } from "./setting.ts";

/** What the configuration's own commands ask. */
export const configSettings = {
  defaults: {
    kind: "switch",
    flag: "--defaults",
    help: "also what is not set, with its default where there is one",
    group: "Configuration:",
    flagOnly: true,
  },
  user: {
    kind: "switch",
    flag: "--user",
    help: "the user's file, not the project's",
    group: "Configuration:",
    flagOnly: true,
  },
  force: {
    kind: "switch",
    flag: "--force",
    help: "replace the file that is there",
    group: "Configuration:",
    flagOnly: true,
  },
} as const satisfies Record<string, Setting>;
