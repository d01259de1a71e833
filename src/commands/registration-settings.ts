import { resolve } from "node:path";
import type { SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { VzuploadError } from "../errors.ts";
import { inspectPublicUrl } from "../listener/public-url.ts";
import { callbackServices } from "../registrations/callback-services.ts";
import type { RegistrationCredentials } from "../registrations/restore-registration.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import { refuseIdleFlags } from "./idle-flags.ts";
import type { Invocation } from "./invocation.ts";
import { firstLine } from "./password.ts";
import { endpointSetting, readNamed } from "./platform-settings.ts";

/** The services that --service names, each once. Undefined: the flag is not there. Errors: VzuploadError "usage". */
export function namedServices({ values }: Invocation): readonly string[] | undefined {
  const { service } = values;
  if (service === undefined) return undefined;
  const strange = service.find((name) => !callbackServices.includes(name));
  if (strange === undefined) return [...new Set(service)];
  const meant = callbackServices.find((name) =>
    name.toLowerCase().startsWith(strange.toLowerCase().slice(0, 3)),
  );
  throw new VzuploadError("usage", `--service: "${strange}" is not ${callbackServices.join(" or ")}.`, {
    hint:
      meant === undefined
        ? `Give one of them, or both: ${callbackServices.join(",")}.`
        : `Did you mean ${meant} ?`,
  });
}

/** A URL that may be registered, and what is to be said of it all the same. */
export interface LawfulUrl {
  readonly url: string;
  readonly warnings: readonly string[];
}

export interface UrlSetting {
  /** The flag it comes from. */
  readonly flag: string;
  readonly text: string;
  readonly endpoint: string;
  readonly hasCredentials: boolean;
}

/** Errors: VzuploadError "usage" for a URL that the platform would refuse or could never reach. */
export function lawfulUrl({ flag, text, endpoint, hasCredentials }: UrlSetting): LawfulUrl {
  const isLocalPlatform = isLoopbackHost(new URL(endpoint).hostname);
  const { url, findings } = inspectPublicUrl(text, { isLocalPlatform, hasCredentials });
  const errors = findings.filter(({ severity }) => severity === "error");
  if (url === undefined || errors.length > 0) {
    throw new VzuploadError("usage", `${flag}: ${errors.map((finding) => finding.text).join("; ")}.`, {
      hint: "Give the URL under which the platform reaches the listener from the Internet, e.g. https://callbacks.mycompany.com/8Fh2kQ. Nothing was changed.",
    });
  }
  const warnings = findings.map((finding) => finding.text);
  if (!hasCredentials && !isLocalPlatform) warnings.push(noCredentials);
  return { url, warnings };
}

const noCredentials =
  "callbacks will bring no user name and password, and nothing tells them from forgeries: set --callback-username and VZUPLOAD_CALLBACK_PASSWORD";

/** What --register asks for. */
export interface RegisteringSettings {
  /** Undefined: those whose callbacks are waited for. */
  readonly services: readonly string[] | undefined;
  readonly displaced: RegistrationCredentials | undefined;
  readonly replace: boolean;
}

/** Undefined: nothing is to be registered. Errors: VzuploadError "usage", also for a flag that would do nothing. */
export function registeringSettings(
  invocation: Invocation,
  context: Context,
): RegisteringSettings | undefined {
  const { values, flags } = invocation;
  if (!values.register) {
    refuseIdleFlags(invocation, { names: registerOnly, without: "--register" });
    return undefined;
  }
  if (values.sandbox || values.replay !== undefined) {
    if (!flags.register) return undefined;
    const other = values.sandbox ? "--sandbox" : "--replay";
    throw new VzuploadError("usage", `--register and ${other} exclude each other.`, {
      hint: `With ${other} no callback of Verizon's is waited for: leave --register out.`,
    });
  }
  // What is wrong with the URL is said at once; whether the platform is a sandbox, a job that is watched may tell later.
  if (values.publicUrl !== undefined) {
    const endpoint = values.endpoint === undefined ? anyLocal : endpointSetting(values.endpoint);
    lawfulUrl({ flag: "--public-url", text: values.publicUrl, endpoint, hasCredentials: true });
  }
  return {
    services: namedServices(invocation),
    displaced: displacedCredentials(invocation, context),
    replace: values.replace ?? false,
  };
}

const anyLocal = "http://localhost/";

const registerOnly = [
  "service",
  "replace",
  "displacedUsername",
  "displacedPasswordFile",
] as const satisfies readonly SettingName[];

/** Of the registration that is displaced; both or neither. Errors: VzuploadError "usage". */
export function displacedCredentials(
  { values }: Invocation,
  { cwd }: Context,
): RegistrationCredentials | undefined {
  const file = values.displacedPasswordFile;
  const fromFile = (path: string) =>
    firstLine("--displaced-password-file", readNamed("--displaced-password-file", resolve(cwd, path)));
  const password = values.displacedPassword ?? (file === undefined ? undefined : fromFile(file));
  const username = values.displacedUsername;
  if (username === undefined && password === undefined) return undefined;
  if (username !== undefined && password !== undefined)
    return { username: username.trim(), password: password.trim() };
  throw new VzuploadError(
    "usage",
    "A displaced registration is put back with user name and password; only one is set.",
    {
      hint: "Set VZUPLOAD_DISPLACED_USERNAME, and VZUPLOAD_DISPLACED_PASSWORD or --displaced-password-file.",
    },
  );
}
