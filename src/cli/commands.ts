import type { RunCommand } from "../commands/invocation.ts";
import type { SettingName } from "../config/settings.ts";

export interface CommandDefinition {
  readonly summary: string;
  /** In commander's notation, e.g. `<csv...>`. */
  readonly operands?: string;
  readonly settings: readonly SettingName[];
  readonly examples: readonly string[];
  /** Loaded when the command runs, so that --help and --version load nothing of it. */
  readonly load: () => Promise<RunCommand>;
}

const device = ["type", "columns", "checkDigits", "skipInvalid"] as const;
const request = [
  "sku",
  "email",
  "account",
  "activate",
  "servicePlan",
  "zip",
  "ipPool",
  "activateNamespace",
] as const;
const platform = [
  "endpoint",
  "username",
  "password",
  "passwordFile",
  "passwordStdin",
  "passwordCommand",
  "token",
  "caFile",
  "clientCert",
  "clientKey",
  "httpTimeout",
] as const;
const sending = ["batchSize", "again", "saveEnvelopes"] as const;
const output = ["config", "json", "quiet", "verbose", "color"] as const;

export const commands = {
  push: {
    summary: "check, plan and send device lists; prints one RequestId a line (- reads stdin)",
    operands: "<csv...>",
    settings: [...device, ...request, ...platform, ...sending, "dryRun", "sandbox", "stateDir", ...output],
    examples: [
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com",
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com --activate --service-plan SBG4G --zip 12345",
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com --sandbox",
      "zcat devices.csv.gz | vzupload push - --sku VZW120000440008 --email me@mycompany.com --json",
    ],
    load: async () => (await import("../commands/push.ts")).push,
  },
  check: {
    summary: "show what push would do with device lists; sends and writes nothing",
    operands: "<csv...>",
    settings: [...device, ...request, "endpoint", "batchSize", "again", "stateDir", ...output],
    examples: ["vzupload check devices.csv", "vzupload check devices.csv --sku VZW120000440008 --json"],
    load: async () => (await import("../commands/check.ts")).check,
  },
  sandbox: {
    summary: "run the platform offline on this machine, to try things and to test your own scripts",
    settings: ["port", "seed", "fault", "record", ...output],
    examples: ["vzupload sandbox --port 8080", "vzupload sandbox --fault expire-session@2 --seed 7"],
    load: async () => (await import("../commands/sandbox.ts")).sandbox,
  },
} as const satisfies Record<string, CommandDefinition>;
