import { accountOf, refuseAccount } from "./account-rules.ts";
import { callbackRegistrationsXml, callbackRegistrationXml } from "./answer-xml.ts";
import { hasAllowedPort, parseCallbackUrl } from "./callbacks/callback-url.ts";
import type { Message } from "./message.ts";
import type { Platform } from "./platform.ts";
import type { Refusal } from "./refusal.ts";
import { refused, type Verdict } from "./verdict.ts";

/** RegisterCallback: one target for each account and service; a new one displaces the old. */
export function registerCallback(message: Message, platform: Platform, username: string): Verdict {
  const { named, account, service, url } = registrationRequest(message);
  const refusal = refuseAccount({ username, account: named }) ?? refuseService(service) ?? refuseUrl(url);
  if (refusal !== undefined) return refused(refusal);
  const field = (name: string): string => message.fields.get(name) ?? "";
  const target = { url, username: field("Username"), password: field("Password") };
  platform.registrations.register(account, service, target);
  return done("RegisterCallback", account, service);
}

/** UnregisterCallback. */
export function unregisterCallback(message: Message, platform: Platform, username: string): Verdict {
  const { named, account, service } = registrationRequest(message);
  const refusal = refuseAccount({ username, account: named }) ?? refuseService(service);
  if (refusal !== undefined) return refused(refusal);
  if (platform.registrations.unregister(account, service))
    return done("UnregisterCallback", account, service);
  return refused({
    code: "REQUEST_FAILED.CallbackRegistration.NotFound",
    text: `The account ${account} has no registration for ${service}.`,
  });
}

/** GetCallbackRegistrations: credentials are not given back. */
export function getCallbackRegistrations(message: Message, platform: Platform, username: string): Verdict {
  const { named, account } = registrationRequest(message);
  const refusal = refuseAccount({ username, account: named });
  if (refusal !== undefined) return refused(refusal);
  const services = platform.registrations.of(account);
  const xml = callbackRegistrationsXml(services.map(([service, { url }]) => ({ account, service, url })));
  return { kind: "accepted", xml, detail: `account ${account}, registrations: ${services.length}` };
}

/** Source: the platform's pages on RegisterCallback and UnregisterCallback. */
const serviceNames: readonly string[] = [
  "AlertService",
  "CarrierService",
  "DevicePRLInformation",
  "DeviceService",
  "DeviceSuspensionStatus",
  "DeviceUsage",
  "EnhancedConnectivityService",
  "ExternalProvisioningChanges",
  "PromoChange",
  "ResumeTrackingNotification",
  "SMSDeliveryConfirmation",
];

interface RegistrationRequest {
  /** As the request has it; may be empty. */
  readonly named: string | undefined;
  readonly account: string;
  readonly service: string;
  readonly url: string;
}

function registrationRequest({ fields }: Message): RegistrationRequest {
  const named = fields.get("AccountName");
  const [service, url] = [fields.get("ServiceName") ?? "", fields.get("Url") ?? ""];
  return { named, account: accountOf(named), service, url };
}

function refuseService(service: string): Refusal | undefined {
  if (serviceNames.includes(service)) return undefined;
  const text = `The service name (${service}) is not one of ${serviceNames.join(", ")}.`;
  return { code: "INPUT_INVALID.CallbackRegistration.ServiceName", text };
}

function refuseUrl(text: string): Refusal | undefined {
  const url = parseCallbackUrl(text);
  const code = "INPUT_INVALID.CallbackRegistration.Url";
  if (url === undefined) return { code, text: `The URL (${text}) is not one of http or https.` };
  if (hasAllowedPort(url)) return undefined;
  return {
    code,
    text: `The port of the URL (${text}) is not one of 80, 443, 9001-9006, 28200-28220 and 50551-50559.`,
  };
}

function done(
  operation: "RegisterCallback" | "UnregisterCallback",
  account: string,
  service: string,
): Verdict {
  const xml = callbackRegistrationXml(operation, { account, service });
  return { kind: "accepted", xml, detail: `account ${account}, ${service}` };
}
