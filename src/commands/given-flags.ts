import { flagName, type SettingName } from "../config/settings.ts";
import type { Invocation } from "./invocation.ts";

/** What leads another command to the same state and configuration. */
export const placeFlags = ["stateDir", "config", "profile"] as const satisfies readonly SettingName[];

/** What another command needs to talk to the platform that a job names. */
export const platformFlags = [
  "username",
  "passwordFile",
  "passwordStdin",
  "caFile",
  "clientCert",
  "clientKey",
  "httpTimeout",
] as const satisfies readonly SettingName[];

/** The words that gave these settings on the command line. */
export function givenFlags(
  { flags }: Pick<Invocation, "flags">,
  names: readonly SettingName[],
): readonly string[] {
  return names.flatMap((name) => {
    const value = flags[name];
    if (value === undefined) return [];
    const flag = flagName(name);
    if (typeof value === "boolean") return [flag];
    return [flag, ...(typeof value === "string" ? [value] : value)];
  });
}
