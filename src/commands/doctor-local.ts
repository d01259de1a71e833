import type { SettingsSurvey } from "../config/survey-settings.ts";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { formatNumber } from "../reports/text.ts";
import { probeState, type StateProbe } from "../store/probe-state.ts";
import type { TransportOptions } from "../uws/undici-transport.ts";
import { type Checked, type CheckList, type Examined, nothing } from "./check-list.ts";
import type { Invocation } from "./invocation.ts";
import { endpointSetting, transportSettings } from "./platform-settings.ts";
import { stateDirectory } from "./push-options.ts";

/** What of a sound configuration is needed. */
export interface Configured {
  /** Base URL. */
  readonly endpoint: string;
  readonly transport: TransportOptions;
}

interface World {
  readonly invocation: Invocation;
  readonly context: Context;
}

/** Where the configuration stands and whether it is sound. A wrong one must not be worked with: its default may be the real platform. */
export function checkConfiguration(
  checks: CheckList,
  { settings, files, errors }: SettingsSurvey,
  { invocation, context }: World,
): Promise<Checked<Configured>> {
  return checks.run("configuration", nothing, async () => {
    const [error, ...others] = errors;
    if (error !== undefined) throw others.length === 0 ? error : andOthers(error, others.length);
    const endpoint = endpointSetting(invocation.values.endpoint);
    const transport = transportSettings(invocation, context);
    const read = files.filter(({ exists }) => exists).length;
    const found = `${formatNumber(settings.length, "setting", "settings")}, ${formatNumber(read, "file", "files")}; the endpoint is ${endpoint}`;
    return { finding: { state: "ok", found }, value: { endpoint, transport } };
  });
}

function andOthers({ message, hint = "" }: VzuploadError, others: number): VzuploadError {
  return new VzuploadError("usage", message, {
    hint: `${hint} And ${formatNumber(others, "error", "errors")} more: vzupload config show`,
  });
}

/** Less is a warning: a job of a million devices takes about so much. */
const littleBytes = 256 * 1024 * 1024;

/** Whether jobs, claims and sessions can be kept. Passed: the directory. */
export function checkState(
  checks: CheckList,
  configured: Checked<Configured>,
  { invocation, context }: World,
): Promise<Checked<string>> {
  return checks.run("state", configured, async () => {
    const directory = stateDirectory(invocation, context);
    return { finding: stateFinding(directory, probeState(directory)), value: directory };
  });
}

function stateFinding(
  directory: string,
  { existed, freeBytes }: StateProbe,
): Exclude<Examined<string>["finding"], { readonly state: "failure" }> {
  const what = existed ? "can be written" : "can be made and written";
  const found = `${directory} ${what}; ${sizeText(freeBytes)} free`;
  if (freeBytes >= littleBytes) return { state: "ok", found };
  return { state: "warning", found, todo: "Free some space: a job of a million devices takes some 250 MB." };
}

/** "12.3 GB", "45 MB". */
function sizeText(bytes: number): string {
  return bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.floor(bytes / 1e6)} MB`;
}
