/**
 * Every setting, once. A setting is a flag, an environment variable (`VZUPLOAD_` and the key in upper snake case) and a
 * key of the configuration files; help, parsing and precedence come from this table.
 */
export interface Setting {
  readonly kind: "text" | "switch" | "integer" | "duration" | "choice";
  /** In commander's notation; none: not a flag (secrets never are). */
  readonly flag?: string;
  readonly help: string;
  readonly group: SettingGroup;
  readonly choices?: readonly string[];
  /**
   * Not in the project's file: a checkout must not be able to send a token elsewhere, run a command, write files, cut
   * requests short, or turn a push into a rehearsal.
   */
  readonly trusted?: true;
  /** Neither in files nor in the environment: it belongs to one command line. */
  readonly flagOnly?: true;
  /** Never shown. */
  readonly secret?: true;
}

export type SettingGroup =
  | "Devices:"
  | "Request:"
  | "Platform:"
  | "Sending:"
  | "State and output:"
  | "Sandbox:";

export const settings = {
  type: {
    kind: "text",
    flag: "--type <type>",
    help: 'upload type, exact ("IMEI ICCID Pair") or short (imei-iccid); default: from the columns',
    group: "Devices:",
  },
  columns: {
    kind: "text",
    flag: "--columns <list>",
    help: "for files without a header: what each column holds, e.g. imei,iccid (- skips one)",
    group: "Devices:",
  },
  checkDigits: {
    kind: "choice",
    flag: "--check-digits <mode>",
    help: "wrong check digits: error, warn (default) or off",
    group: "Devices:",
    choices: ["error", "warn", "off"],
  },
  skipInvalid: {
    kind: "switch",
    flag: "--skip-invalid",
    help: "send the good rows although others are refused (exit 8)",
    group: "Devices:",
  },
  sku: { kind: "text", flag: "--sku <sku>", help: "SKU of the devices, upper case", group: "Request:" },
  email: {
    kind: "text",
    flag: "--email <address>",
    help: "where the platform mails its report; must be registered there",
    group: "Request:",
  },
  account: {
    kind: "text",
    flag: "--account <name>",
    help: "billing account; needed when the user has several",
    group: "Request:",
  },
  activate: {
    kind: "switch",
    flag: "--activate",
    help: "activate the devices, too; needs --service-plan and --zip",
    group: "Request:",
  },
  servicePlan: {
    kind: "text",
    flag: "--service-plan <code>",
    help: "service plan for --activate",
    group: "Request:",
  },
  zip: { kind: "text", flag: "--zip <code>", help: "ZIP code for --activate, 5 digits", group: "Request:" },
  ipPool: {
    kind: "text",
    flag: "--ip-pool <name>",
    help: "IP pool for --activate; default: the account's",
    group: "Request:",
  },
  endpoint: {
    kind: "text",
    flag: "--endpoint <url>",
    help: "base URL of the services; default: Verizon's production",
    group: "Platform:",
    trusted: true,
  },
  username: { kind: "text", flag: "--username <name>", help: "user to log in as", group: "Platform:" },
  password: {
    kind: "text",
    help: "password (environment only)",
    group: "Platform:",
    trusted: true,
    secret: true,
  },
  passwordFile: {
    kind: "text",
    flag: "--password-file <path>",
    help: "read the password from the first line of a file",
    group: "Platform:",
    trusted: true,
  },
  passwordStdin: {
    kind: "switch",
    flag: "--password-stdin",
    help: "read the password from the first line of stdin",
    group: "Platform:",
    flagOnly: true,
  },
  passwordCommand: {
    kind: "text",
    help: "a command that prints the password",
    group: "Platform:",
    trusted: true,
  },
  token: {
    kind: "text",
    help: "session token to use (environment only)",
    group: "Platform:",
    trusted: true,
    secret: true,
  },
  caFile: {
    kind: "text",
    flag: "--ca-file <pem>",
    help: "certificates to trust beside the usual ones",
    group: "Platform:",
    trusted: true,
  },
  clientCert: {
    kind: "text",
    flag: "--client-cert <pem>",
    help: "client certificate for TLS",
    group: "Platform:",
    trusted: true,
  },
  clientKey: {
    kind: "text",
    flag: "--client-key <pem>",
    help: "its private key",
    group: "Platform:",
    trusted: true,
  },
  httpTimeout: {
    kind: "duration",
    flag: "--http-timeout <duration>",
    help: "the longest wait for an answer, e.g. 90s, 10m; default 5m",
    group: "Platform:",
    trusted: true,
  },
  activateNamespace: {
    kind: "text",
    help: "XML namespace of Activate's children (the platform's page leaves it undeclared)",
    group: "Platform:",
  },
  batchSize: {
    kind: "integer",
    flag: "--batch-size <n>",
    help: "devices a request, at most and by default 10000",
    group: "Sending:",
  },
  again: {
    kind: "switch",
    flag: "--again",
    help: "send devices that an earlier push has sent, once more",
    group: "Sending:",
    flagOnly: true,
  },
  dryRun: {
    kind: "switch",
    flag: "--dry-run",
    help: "send nothing: the same as check",
    group: "Sending:",
    trusted: true,
  },
  saveEnvelopes: {
    kind: "text",
    flag: "--save-envelopes <dir>",
    help: "keep each request's XML there, its token masked",
    group: "Sending:",
    trusted: true,
  },
  sandbox: {
    kind: "switch",
    flag: "--sandbox",
    help: "send to a private offline platform with throwaway state: a rehearsal",
    group: "Sending:",
    trusted: true,
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
  json: { kind: "switch", flag: "--json", help: "one JSON document on stdout", group: "State and output:" },
  quiet: { kind: "switch", flag: "--quiet", help: "only errors on stderr", group: "State and output:" },
  verbose: { kind: "switch", flag: "--verbose", help: "every step on stderr", group: "State and output:" },
  color: {
    kind: "switch",
    flag: "--no-color",
    help: "no colour (NO_COLOR=1 works, too)",
    group: "State and output:",
  },
  port: {
    kind: "integer",
    flag: "--port <n>",
    help: "port to listen on; default: any free one",
    group: "Sandbox:",
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
  record: {
    kind: "text",
    flag: "--record <dir>",
    help: "keep every received request there, its token masked",
    group: "Sandbox:",
    trusted: true,
  },
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

/** The environment variable of a setting: `servicePlan` is `VZUPLOAD_SERVICE_PLAN`. */
export function environmentName(name: string): string {
  return `VZUPLOAD_${name.replaceAll(/[A-Z]/g, "_$&").toUpperCase()}`;
}

/** The table as plain settings, for code that treats all alike. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

/** Whether a text names a setting. */
export function isSettingName(text: string): text is SettingName {
  return Object.hasOwn(settings, text);
}
