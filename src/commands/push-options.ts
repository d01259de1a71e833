import { resolve } from "node:path";
import { defaultStateDirectory } from "../config/directories.ts";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import type { InspectOptions } from "../upload/inspect-devices.ts";
import type { PublishOptions } from "../upload/publish-job.ts";
import { deviceSettings, type SkuNeed } from "./device-settings.ts";
import type { Invocation } from "./invocation.ts";
import { knownUser } from "./other-user.ts";
import { endpointSetting } from "./platform-settings.ts";
import { type RequestSettings, requestSettings } from "./request-settings.ts";

export interface PushOptions extends PublishOptions {
  /** Absolute. */
  readonly stateDirectory: string;
}

/** What `push` needs; all of it is checked before anything is read. Errors: VzuploadError "usage". */
export function pushOptions(invocation: Invocation, context: Context): PushOptions {
  const request = requestSettings(invocation);
  return {
    ...commonOptions(invocation, request, context, "needed"),
    emailAddress:
      request.emailAddress ??
      missing("--email", "the address that the platform's report goes to", "--email me@mycompany.com"),
    accountName: request.accountName,
    activate: request.activate,
    username: knownUser(invocation.values),
    map: invocation.values.map,
    skipInvalid: invocation.values.skipInvalid ?? false,
  };
}

export interface CheckOptions extends InspectOptions {
  readonly stateDirectory: string;
  readonly skipInvalid: boolean;
}

/** What `check` needs: a file is enough. Errors: VzuploadError "usage". */
export function checkOptions(invocation: Invocation, context: Context): CheckOptions {
  const request = requestSettings(invocation);
  return {
    ...commonOptions(invocation, request, context, "known"),
    accountName: request.accountName,
    skipInvalid: invocation.values.skipInvalid ?? false,
  };
}

function commonOptions(invocation: Invocation, request: RequestSettings, context: Context, sku: SkuNeed) {
  const { values } = invocation;
  const endpoint = endpointSetting(values.endpoint);
  return {
    reading: deviceSettings(invocation, request, context, sku),
    endpoint,
    operation: "UploadDevices" as const,
    stateDirectory: stateDirectory(invocation, context),
    batchSize: request.batchSize,
    activates: request.activate !== undefined,
    again: values.again ?? false,
  };
}

/** Where the state is: absolute. */
export function stateDirectory({ values }: Invocation, context: Context): string {
  return values.stateDir === undefined
    ? defaultStateDirectory(context)
    : resolve(context.cwd, values.stateDir);
}

function missing(flag: string, meaning: string, example: string): never {
  throw new VzuploadError("usage", `${flag} is missing: ${meaning}.`, {
    hint: `Add ${example}, or set it in the environment or in vzupload.config.json.`,
  });
}
