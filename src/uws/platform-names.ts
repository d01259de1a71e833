import { VzuploadError } from "../errors.ts";
import { callbackRegistrationNamespace, carrierServiceNamespace } from "./namespaces.ts";
import { operations } from "./operations.ts";

/** What of the platform's names is inferred and nowhere stated, so that whoever knows better can say so. */
export interface PlatformNames {
  /** Of the service that activates, below the endpoint. */
  readonly carrierPath: string;
  /** Of ChangeDeviceState's Input and its children. */
  readonly carrierNamespace: string;
  /** The children of that Input that are sent, in the order of sending: each of them once. */
  readonly changeDeviceStateOrder: readonly InputName[];
  /** Of the service that callbacks are registered with, below the endpoint. */
  readonly registrationPath: string;
  /** Of its Inputs' children. */
  readonly registrationNamespace: string;
}

/** A child of ChangeDeviceState's Input. */
export type InputName = "DeviceList" | "AccountName" | "Activate";

/**
 * The inferred names. The order is that of the platform's table of parameters, and that of UploadDevices' sample: the platform refuses
 * another one with DeserializationFailed, by which nothing is applied. Paths and namespaces follow from the other services'.
 */
export const inferredNames: PlatformNames = {
  carrierPath: operations.changeDeviceState.path,
  carrierNamespace: carrierServiceNamespace,
  changeDeviceStateOrder: ["DeviceList", "AccountName", "Activate"],
  registrationPath: operations.registerCallback.path,
  registrationNamespace: callbackRegistrationNamespace,
};

/**
 * The names with those that a text says instead: "carrierPath=Carrier.svc,changeDeviceStateOrder=AccountName/DeviceList/Activate".
 * Errors: VzuploadError "usage".
 */
export function parsePlatformNames(text: string | undefined): PlatformNames {
  const names: { -readonly [Name in keyof PlatformNames]: PlatformNames[Name] } = { ...inferredNames };
  for (const entry of (text ?? "").split(",").filter((each) => each.trim() !== "")) {
    const at = entry.indexOf("=");
    const [name, value] = [entry.slice(0, at).trim(), entry.slice(at + 1).trim()];
    if (name === "changeDeviceStateOrder") names.changeDeviceStateOrder = orderOf(value);
    else if (name === "carrierPath" || name === "registrationPath") names[name] = pathOf(name, value);
    else if (name === "carrierNamespace" || name === "registrationNamespace")
      names[name] = uriOf(name, value);
    else throw unusable(entry, `names are ${Object.keys(inferredNames).join(", ")}`);
  }
  return names;
}

function orderOf(value: string): readonly InputName[] {
  const given = value.split("/");
  const known = inferredNames.changeDeviceStateOrder.filter((name) => given.includes(name));
  if (known.length !== inferredNames.changeDeviceStateOrder.length || given.length !== known.length)
    throw unusable(
      value,
      `the order has ${inferredNames.changeDeviceStateOrder.join(", ")}, each once, with / between`,
    );
  return given.map((name) => known.find((each) => each === name) ?? "Activate");
}

function pathOf(name: string, value: string): string {
  if (/^[\w-][\w./-]*$/.test(value) && !value.includes("..")) return value;
  throw unusable(value, `${name} is a path below the endpoint, such as CarrierService.svc`);
}

function uriOf(name: string, value: string): string {
  if (/^[\x21-\x7e]+$/.test(value) && !/["'<>&]/.test(value)) return value;
  throw unusable(value, `${name} is an XML namespace`);
}

function unusable(given: string, why: string): VzuploadError {
  return new VzuploadError("usage", `platformNames: "${given}" cannot be used: ${why}.`, {
    hint: "Correct VZUPLOAD_PLATFORM_NAMES, or platformNames of the configuration (docs/platform.md).",
  });
}
