import { defaultStateDirectory } from "../config/directories.ts";
import type { SettingValues } from "../config/setting-values.ts";
import type { SettingName, settings } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { maxDevicesPerRequest } from "../devices/upload-types.ts";
import { defaultPort } from "../listener/platform-ports.ts";
import { defaultMaxProblems } from "../reports/problems-text.ts";
import { defaultListed } from "../reports/status-text.ts";
import { productionBaseUrl } from "../uws/operations.ts";
import { defaultTimeoutMs } from "../uws/transport.ts";
import { defaultCheckDigits } from "./device-settings.ts";
import { defaultHost, defaultPath } from "./listening-settings.ts";
import { retryPolicy } from "./retry-settings.ts";
import { defaultQuietPeriodMs, defaultWaitMs } from "./watch-options.ts";

/** What holds where nothing is set, in this world; of a setting that is left out nothing holds. */
export function defaultsIn(context: Pick<Context, "env" | "platform">): SettingValues {
  return { ...fixedDefaults, stateDir: defaultStateDirectory(context) };
}

const { retries, delaysMs: retryDelays } = retryPolicy({});

/** Those that are the same everywhere. What depends on the command is not among them, e.g. what a watch waits for. */
export const fixedDefaults = {
  checkDigits: defaultCheckDigits,
  skipInvalid: false,
  maxProblems: defaultMaxProblems,
  activate: false,
  endpoint: productionBaseUrl,
  httpTimeout: defaultTimeoutMs,
  batchSize: maxDevicesPerRequest,
  retries,
  retryDelays,
  noWait: false,
  dryRun: false,
  sandbox: false,
  watch: false,
  wait: defaultWaitMs,
  quietPeriod: defaultQuietPeriodMs,
  host: defaultHost,
  port: defaultPort,
  path: defaultPath,
  insecure: false,
  register: false,
  limit: defaultListed,
  json: false,
  quiet: false,
  verbose: false,
  color: true,
} as const satisfies SettingValues & Readonly<Record<SwitchName, boolean>>;

/** The switches that files may have: each is on or off where nothing is set, and which is said here. */
type SwitchName = {
  [Name in SettingName]: (typeof settings)[Name] extends { readonly flagOnly: true }
    ? never
    : (typeof settings)[Name]["kind"] extends "switch"
      ? Name
      : never;
}[SettingName];
