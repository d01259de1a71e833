import type { SettingName } from "../config/settings.ts";
import { isSameEndpoint } from "../store/endpoint.ts";
import { givenFlags } from "./given-flags.ts";
import type { Invocation } from "./invocation.ts";
import { endpointSetting } from "./platform-settings.ts";

/** What leads another command to the same platform, as the same user, over the same state and configuration. */
const connectionFlags = [
  "profile",
  "config",
  "stateDir",
  "username",
  "passwordFile",
  "caFile",
  "clientCert",
  "clientKey",
] as const satisfies readonly SettingName[];

/** A command line, and the platform that it talks to: a job's may be set nowhere. */
export interface Connected {
  readonly invocation: Invocation;
  /** Base URL. */
  readonly endpoint: string;
}

/** The words that a command to be pasted needs to go where this command line has gone. */
export function connectionWords({ invocation, endpoint }: Connected): readonly string[] {
  const isSet = isSameEndpoint(endpointSetting(invocation.values.endpoint), endpoint);
  const platform = isSet ? givenFlags(invocation, ["endpoint"]) : ["--endpoint", endpoint];
  return [...platform, ...givenFlags(invocation, connectionFlags)];
}
