import { type IdentifierKind, identifiers } from "../devices/identifiers.ts";
import { maxDevicesPerRequest, uploadTypes } from "../devices/upload-types.ts";
import { accountOf, refuseAccount } from "./account-rules.ts";
import type { CollectedDevices, Message } from "./message.ts";
import { activationOf, type ReceivedActivation } from "./received.ts";
import type { Refusal } from "./refusal.ts";

/** What a ChangeDeviceState is judged by. */
export interface StateChangeRequest {
  readonly username: string;
  /** Undefined when the request has no AccountName. */
  readonly account: string | undefined;
  readonly activate: ReceivedActivation | undefined;
  readonly devices: CollectedDevices;
}

/** What a deserialized message asks for. */
export function stateChangeRequest(username: string, message: Message): StateChangeRequest {
  const account = message.fields.get("AccountName");
  return { username, account, activate: activationOf(message), devices: message.devices };
}

/**
 * Why a ChangeDeviceState is refused as a whole; undefined: it is accepted. The codes of account and IP pool are the
 * platform's, the others the sandbox's own.
 */
export function refuseStateChange(stateChange: StateChangeRequest): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule(stateChange);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The kinds of each device's identifiers, in order. */
export function deviceKindsOf({ devices }: StateChangeRequest): readonly IdentifierKind[] {
  const [first = ""] = devices.kinds;
  return lawfulKinds.get(first) ?? [];
}

/** Source of the limit: the platform's page on activation by REST. */
const maxPerMinute = 100;

/** A minute, less what a client that counts by its own clock may lose on the way. */
const frequencyWindowMs = 50_000;

/** Counts a call against the limit; a refused one does not count. */
export function refuseFrequency(recent: number[], nowMs: number): Refusal | undefined {
  while (recent[0] !== undefined && recent[0] <= nowMs - frequencyWindowMs) recent.shift();
  if (recent.length < maxPerMinute) {
    recent.push(nowMs);
    return undefined;
  }
  return {
    code: "INPUT_INVALID.MaxRequestsExceeded",
    text: `More than ${maxPerMinute} requests a minute.`,
  };
}

/** By the platform's names of the kinds, joined by a comma. */
const lawfulKinds: ReadonlyMap<string, readonly IdentifierKind[]> = new Map(
  Object.values(uploadTypes).map(({ identifiers: kinds }) => [
    kinds.map((kind) => identifiers[kind].platformKind).join(","),
    kinds,
  ]),
);

const rules: readonly ((stateChange: StateChangeRequest) => Refusal | undefined)[] = [
  refuseAccount,
  refuseActivate,
  refusePool,
  refuseDevices,
];

function refuseActivate({ activate }: StateChangeRequest): Refusal | undefined {
  const { servicePlan = "", mdnZipCode = "" } = activate ?? {};
  if (servicePlan === "") return invalid("ServicePlan", "Activate has no ServicePlan.");
  if (servicePlan.includes("NOTFOUND"))
    return invalid("ServicePlan", `The plan ${servicePlan} was not found.`);
  if (mdnZipCode === "") return invalid("MdnZipCode", "Activate has no MdnZipCode.");
  return /^\d{5}$/.test(mdnZipCode)
    ? undefined
    : invalid("MdnZipCode", `The MdnZipCode (${mdnZipCode}) is not one of five digits.`);
}

function refusePool({ account, activate }: StateChangeRequest): Refusal | undefined {
  const named = accountOf(account);
  if (activate?.carrierIpPoolName || !named.includes("NOPOOL")) return undefined;
  return {
    code: "REQUEST_FAILED.DefaultIpPoolNotDefined",
    text: `The account ${named} has no default IP pool: CarrierIpPoolName is required.`,
  };
}

function refuseDevices({ devices }: StateChangeRequest): Refusal | undefined {
  if (devices.count === 0) return invalid("DeviceList", "The request has no devices.");
  if (devices.count > maxDevicesPerRequest)
    return invalid("DeviceList", `The request has more than ${maxDevicesPerRequest} devices.`);
  const found = [...devices.kinds];
  if (found.length === 1 && found.every((kinds) => lawfulKinds.has(kinds))) return undefined;
  const text = `The identifier kinds (${found.join("; ")}) are not the same for each device, or not one of ${[...lawfulKinds.keys()].join("; ")}.`;
  return { code: "INPUT_INVALID.Device.Kind.Invalid", text };
}

function invalid(field: string, text: string): Refusal {
  return { code: `INPUT_INVALID.${field}.Invalid`, text };
}
