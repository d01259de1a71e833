import { settingOf } from "../config/settings.ts";
import { isSameUrl } from "../registrations/same-url.ts";
import { formatCommand } from "../reports/command-line.ts";
import type { Finding } from "../reports/doctor-report.ts";
import type { CallbackRegistration } from "../uws/callback-registrations.ts";
import type { Checked, CheckList } from "./check-list.ts";

/** What callbacks are to come to. */
export interface Expected {
  /** As it is to be registered; undefined: it is not said. */
  readonly publicUrl: string | undefined;
  readonly account: string | undefined;
  /** Undefined: the production platform. */
  readonly endpoint: string | undefined;
  readonly platform: NodeJS.Platform;
}

const services = {
  deviceService: { name: "DeviceService", tells: "what becomes of uploaded devices" },
  carrierService: { name: "CarrierService", tells: "what becomes of activations" },
} as const;

type ServiceKey = keyof typeof services;

/** Holds what is registered against what is expected, service by service. */
export async function checkRegistrations(
  checks: CheckList,
  registered: Checked<readonly CallbackRegistration[]>,
  expected: Expected,
): Promise<void> {
  for (const key of ["deviceService", "carrierService"] as const)
    await checks.run(key, registered, async (registrations) => ({
      finding: registrationFinding(key, registrations, expected),
      value: undefined,
    }));
}

function registrationFinding(
  key: ServiceKey,
  registrations: readonly CallbackRegistration[],
  expected: Expected,
): Exclude<Finding, { readonly state: "failure" }> {
  const { name, tells } = services[key];
  const found = registrations.find(({ serviceName }) => serviceName === name);
  const { publicUrl } = expected;
  if (found === undefined) {
    return {
      state: "warning",
      found: `nothing is registered: nobody is told ${tells}`,
      todo: `Register where you will listen: ${registerCommand(name, expected)}`,
    };
  }
  if (publicUrl === undefined || isSameUrl(found.url, publicUrl))
    return { state: "ok", found: `callbacks go to ${found.url}` };
  return {
    state: "warning",
    found: `callbacks go to ${found.url}, not to ${publicUrl}: whoever listens there is told ${tells}`,
    todo: `For as long as a watch runs: --watch --register, with VZUPLOAD_DISPLACED_USERNAME and VZUPLOAD_DISPLACED_PASSWORD of that system. Only if that is nobody's any more: ${registerCommand(name, expected)} --replace`,
  };
}

function registerCommand(service: string, { publicUrl, account, endpoint, platform }: Expected): string {
  return formatCommand(
    [
      ...["callback", "register", "--url", publicUrl ?? "https://..."],
      ...["--service", service],
      // It is one account's: where none is named, that is left to be filled in.
      ...option("account", account ?? "..."),
      ...option("endpoint", endpoint),
    ],
    platform,
  );
}

function option(name: "account" | "endpoint", value: string | undefined): readonly string[] {
  return value === undefined ? [] : [settingOf(name).flag?.split(" ")[0] ?? "", value];
}
