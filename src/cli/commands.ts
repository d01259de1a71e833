import type { RunCommand } from "../commands/invocation.ts";
import type { SettingName } from "../config/settings.ts";

/** In commander's notation, e.g. `<csv...>`, and what they are. */
export interface Operands {
  readonly notation: string;
  readonly help: string;
}

export interface CommandDefinition {
  readonly summary: string;
  readonly operands?: Operands;
  readonly settings: readonly SettingName[];
  readonly examples: readonly string[];
  /** It is about the configuration itself: what is wrong with that does not keep it from running. */
  readonly toleratesConfiguration?: true;
  /** Loaded when the command runs, so that --help and --version load nothing of it. */
  readonly load: () => Promise<RunCommand>;
}

const csvFiles = { notation: "<csv...>", help: "CSV files of devices; - is stdin" };

const device = [
  "type",
  "columns",
  "map",
  "delimiter",
  "encoding",
  "checkDigits",
  "skipInvalid",
  "rejected",
  "maxProblems",
  "problems",
  "codeQuality",
] as const;
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
  "platformNames",
] as const;
const sending = ["batchSize", "retries", "retryDelays", "again", "saveEnvelopes"] as const;
const listening = [
  "host",
  "port",
  "path",
  "publicUrl",
  "callbackUsername",
  "callbackPassword",
  "callbackPasswordFile",
  "allow",
  "tlsCert",
  "tlsKey",
  "insecure",
] as const;
const registering = [
  "register",
  "service",
  "replace",
  "displacedUsername",
  "displacedPassword",
  "displacedPasswordFile",
] as const;
const retrying = ["retries", "retryDelays"] as const;
const waiting = ["until", "wait", "quietPeriod", "results", "failed", "junit"] as const;
const output = ["config", "profile", "json", "quiet", "verbose", "color"] as const;

/** What commands of two words are about, by their first word. */
export const commandGroups: Readonly<Record<string, string>> = {
  jobs: "the jobs of the state directory",
  callback: "where the platform sends callbacks",
  config: "the configuration: flags, environment and files",
};

/** By the words that name them, in the order of the help. */
export const commands = {
  push: {
    summary: "check, plan and send device lists; prints one RequestId a line (- reads stdin)",
    operands: csvFiles,
    settings: [
      ...device,
      ...request,
      ...platform,
      ...sending,
      "dryRun",
      "sandbox",
      "watch",
      ...waiting,
      ...listening,
      ...registering,
      "stateDir",
      ...output,
    ],
    examples: [
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com",
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com --activate --service-plan SBG4G --zip 12345",
      "vzupload push devices.csv --sku VZW120000440008 --email me@mycompany.com --watch --sandbox",
      "zcat devices.csv.gz | vzupload push - --sku VZW120000440008 --email me@mycompany.com --json",
    ],
    load: async () => (await import("../commands/push.ts")).push,
  },
  activate: {
    summary:
      "activate uploaded devices: those of a push's job, or of device lists; prints one RequestId a line",
    operands: {
      notation: "<job|csv...>",
      help: "a push's job (its id, or newest), or CSV files of devices; - is stdin",
    },
    settings: [
      ...device,
      "account",
      "servicePlan",
      "zip",
      "ipPool",
      "activateNamespace",
      ...platform,
      ...sending,
      "noWait",
      "watch",
      "wait",
      "quietPeriod",
      "results",
      "failed",
      "junit",
      ...listening,
      ...registering,
      "stateDir",
      ...output,
    ],
    examples: [
      "vzupload activate newest --service-plan SBG4G --zip 12345 --no-wait",
      "vzupload activate 20261123-224210-k7qd --service-plan SBG4G --zip 12345 --watch --failed failed.csv",
      "vzupload activate devices.csv --service-plan SBG4G --zip 12345 --ip-pool NPFARMTHREE",
    ],
    load: async () => (await import("../commands/activate.ts")).activate,
  },
  watch: {
    summary: "listen for the platform's callbacks and tally them until every line has its verdict",
    operands: {
      notation: "[requestId...]",
      help: "RequestIds; default: those of the newest job with open lines",
    },
    settings: [
      "job",
      "all",
      "replay",
      "expect",
      ...waiting,
      ...listening,
      ...registering,
      "account",
      ...platform,
      ...retrying,
      "stateDir",
      ...output,
    ],
    examples: [
      "vzupload watch",
      "vzupload watch 5afbb4c7-99dc-49a7-8341-7406b7d6f3d3 --wait 2h --results results.csv --failed failed.csv",
      "vzupload watch --host 0.0.0.0 --tls-cert chain.pem --tls-key key.pem --path /callbacks/8Fh2kQ --allow verizon",
      "vzupload watch --register --account 1223334444-00001 --public-url https://callbacks.mycompany.com/8Fh2kQ",
      "vzupload watch --replay saved-callbacks --json",
    ],
    load: async () => (await import("../commands/watch.ts")).watch,
  },
  resume: {
    summary: "go on with an interrupted push: sends what is not sent yet (safe in a loop)",
    operands: { notation: "[job]", help: "default: the newest job of the last 30 days that is not finished" },
    settings: [
      ...platform,
      ...retrying,
      "saveEnvelopes",
      "watch",
      ...waiting,
      ...listening,
      ...registering,
      "stateDir",
      ...output,
    ],
    examples: ["vzupload resume", "vzupload resume 20261123-224210-k7qd --watch --failed failed.csv"],
    load: async () => (await import("../commands/resume.ts")).resume,
  },
  resolve: {
    summary: "record what you have found out of a batch in doubt, or of lines without a clear verdict",
    operands: { notation: "<job>", help: "the job, as status and push name it" },
    settings: ["batch", "accepted", "notApplied", "lines", "stateDir", ...output],
    examples: [
      "vzupload resolve 20261123-224210-k7qd --batch 3 --accepted 5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
      "vzupload resolve 20261123-224210-k7qd --batch 3 --not-applied",
      "vzupload resolve 20261123-224210-k7qd --batch 1 --lines report.csv",
    ],
    load: async () => (await import("../commands/resolve.ts")).resolve,
  },
  status: {
    summary: "show the jobs, or what became of each batch and line of one; sends and writes nothing",
    operands: {
      notation: "[job]",
      help: "a job's id, its beginning or end, or newest; default: a list of all",
    },
    settings: [
      "limit",
      "until",
      "results",
      "failed",
      "junit",
      "callbackUsername",
      "callbackPassword",
      "callbackPasswordFile",
      "stateDir",
      ...output,
    ],
    examples: [
      "vzupload status",
      "vzupload status newest",
      "vzupload status newest --json --failed failed.csv",
    ],
    load: async () => (await import("../commands/status.ts")).status,
  },
  "jobs prune": {
    summary: "remove old jobs that everything is told of; never what is in doubt, unfinished or failed",
    settings: ["olderThan", "dryRun", "stateDir", ...output],
    examples: ["vzupload jobs prune --older-than 90d --dry-run", "vzupload jobs prune --older-than 90d"],
    load: async () => (await import("../commands/jobs.ts")).jobs,
  },
  "callback register": {
    summary: "register a URL for the platform's callbacks, if no other one is registered",
    settings: [
      "url",
      "service",
      "replace",
      "callbackUsername",
      "callbackPassword",
      "callbackPasswordFile",
      "account",
      ...platform,
      ...retrying,
      "stateDir",
      ...output,
    ],
    examples: [
      "vzupload callback register --url https://callbacks.mycompany.com/8Fh2kQ --account 1223334444-00001",
      "vzupload callback register --url https://callbacks.mycompany.com:9001/ --service CarrierService --account 1223334444-00001",
    ],
    load: async () => (await import("../commands/callback-register.ts")).registerCallbacks,
  },
  "callback list": {
    summary: "show what is registered for the platform's callbacks, and what is so for a time only",
    settings: ["account", ...platform, ...retrying, "stateDir", ...output],
    examples: [
      "vzupload callback list --account 1223334444-00001",
      "vzupload callback list --account 1223334444-00001 --json",
    ],
    load: async () => (await import("../commands/callback-list.ts")).listCallbacks,
  },
  "callback unregister": {
    summary: "end a registration: callbacks of the service go nowhere from then on",
    settings: ["service", "url", "account", ...platform, ...retrying, "stateDir", ...output],
    examples: [
      "vzupload callback unregister --service DeviceService --account 1223334444-00001",
      "vzupload callback unregister --service DeviceService,CarrierService --url https://callbacks.mycompany.com/8Fh2kQ --account 1223334444-00001",
    ],
    load: async () => (await import("../commands/callback-unregister.ts")).unregisterCallbacks,
  },
  "callback restore": {
    summary: "put back what a watch --register displaced that was killed (safe in a loop and in a trap)",
    settings: [
      "withoutCredentials",
      "displacedUsername",
      "displacedPassword",
      "displacedPasswordFile",
      ...platform,
      ...retrying,
      "stateDir",
      ...output,
    ],
    examples: ["vzupload callback restore", "vzupload callback restore --without-credentials"],
    load: async () => (await import("../commands/callback-restore.ts")).restoreCallbacks,
  },
  check: {
    summary: "show what device lists are and what push would do; sends nothing, writes only what is named",
    operands: csvFiles,
    settings: [...device, ...request, "endpoint", "batchSize", "again", "stateDir", ...output],
    examples: [
      "vzupload check devices.csv",
      "vzupload check devices.csv --sku VZW120000440008 --json",
      "vzupload check devices.csv --max-problems 5 --problems problems.csv --rejected rejected.csv",
    ],
    load: async () => (await import("../commands/check.ts")).check,
  },
  login: {
    summary: "log in, and keep the session for the commands to come",
    settings: [...platform, "retries", "retryDelays", "stateDir", ...output],
    examples: ["vzupload login", "vzupload login --username me --password-file password.txt"],
    load: async () => (await import("../commands/login.ts")).login,
  },
  logout: {
    summary: "end the kept session, at the platform and here",
    settings: [
      "forgetFailures",
      "endpoint",
      "username",
      "caFile",
      "clientCert",
      "clientKey",
      "httpTimeout",
      "stateDir",
      ...output,
    ],
    examples: ["vzupload logout", "vzupload logout --forget-failures --username me"],
    load: async () => (await import("../commands/logout.ts")).logout,
  },
  doctor: {
    summary: "look whether this machine can push and be called back; sends no devices, registers nothing",
    settings: ["account", ...platform, ...listening, "stateDir", ...output],
    examples: ["vzupload doctor", "vzupload doctor --account 1223334444-00001 --json"],
    toleratesConfiguration: true,
    load: async () => (await import("../commands/doctor.ts")).doctor,
  },
  "config show": {
    summary: "show what is set, where, and what it hides; secrets are not shown",
    settings: ["defaults", "stateDir", ...output],
    examples: ["vzupload config show", "vzupload config show --defaults --json"],
    toleratesConfiguration: true,
    load: async () => (await import("../commands/config-show.ts")).configShow,
  },
  "config path": {
    summary: "print the paths of the configuration files, strongest first, whether they exist or not",
    settings: ["user", ...output],
    examples: ["vzupload config path", "vzupload config path --user"],
    toleratesConfiguration: true,
    load: async () => (await import("../commands/config-path.ts")).configPath,
  },
  "config init": {
    summary: "write a configuration file in which every setting is explained and commented out",
    settings: ["user", "force", ...output],
    examples: ["vzupload config init", "vzupload config init --user"],
    toleratesConfiguration: true,
    load: async () => (await import("../commands/config-init.ts")).configInit,
  },
  sandbox: {
    summary: "run the platform offline on this machine, to try things and to test your own scripts",
    settings: [
      "port",
      "seed",
      "fault",
      "callbackUrl",
      "callbackUsername",
      "callbackPassword",
      "callbacks",
      "record",
      ...output,
    ],
    examples: [
      "vzupload sandbox --port 8080",
      "vzupload sandbox --fault expire-session@2 --seed 7",
      "vzupload sandbox --callback-url http://127.0.0.1:9001/ --callbacks split:100,fail:0.1",
    ],
    load: async () => (await import("../commands/sandbox.ts")).sandbox,
  },
} as const satisfies Record<string, CommandDefinition>;
