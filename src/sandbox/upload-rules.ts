import type { IdentifierKind } from "../devices/identifiers.ts";
import { maxDevicesPerRequest, type UploadType, uploadTypes } from "../devices/upload-types.ts";
import { refuseAccount } from "./account-rules.ts";
import type { CollectedDevices, Message } from "./message.ts";
import type { Refusal } from "./refusal.ts";

/** What an upload is judged by. */
export interface UploadRequest {
  readonly username: string;
  /** Undefined when the request has no AccountName. */
  readonly account: string | undefined;
  readonly uploadType: string;
  readonly sku: string;
  readonly email: string;
  readonly devices: CollectedDevices;
}

/** What a deserialized message asks for; missing texts are empty. */
export function uploadRequest(username: string, { fields, devices }: Message): UploadRequest {
  return {
    username,
    account: fields.get("AccountName"),
    uploadType: fields.get("UploadType") ?? "",
    sku: fields.get("DeviceSku") ?? "",
    email: fields.get("EmailAddress") ?? "",
    devices,
  };
}

/** The first package-level error of an upload, in the words of the platform's page; undefined: it is accepted. */
export function refuseUpload(upload: UploadRequest): Refusal | undefined {
  for (const rule of rules) {
    const refusal = rule(upload);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

/** The kinds of each device's identifiers, in order; none for an unknown upload type. */
export function identifierKindsOf({ uploadType }: UploadRequest): readonly IdentifierKind[] {
  return isUploadType(uploadType) ? uploadTypes[uploadType].identifiers : [];
}

/** The text of the fault with which an accepted upload fails later, by callback; undefined: it does not. */
export function laterFault({ sku }: UploadRequest): string | undefined {
  return isLater(sku) ? skuErrorOf(sku) : undefined;
}

/**
 * What a SKU contains, and the error that it stands for: the first row that fits. The texts are the platform's.
 * The longer names stand before those that they contain.
 */
const skuErrors: readonly (readonly [name: string, text: string])[] = [
  ["CERTIFIEDNOTINDMD", "Device SKU is certified but not present in DMD"],
  ["NOTINODI", "Device SKU is not present in ODI"],
  ["NOTINDMD", "Device SKU is not present in DMD"],
  ["NOTCERTIFIED", "Device SKU is not Certified"],
  ["CDMA", "Device SKU is CDMA Type and only exception request is supported"],
  ["NOSTATUS", "Device SKU is missing status in DMD"],
  ["UNKNOWNERROR", "Processing failed due to an unknown error"],
];

const rules: readonly ((upload: UploadRequest) => Refusal | undefined)[] = [
  refuseAccount,
  refuseType,
  refuseSku,
  refuseEmail,
  refuseDevices,
];

function refuseType({ uploadType }: UploadRequest): Refusal | undefined {
  if (uploadType === "") return packageError(`Upload Type (${uploadType}) not provided`);
  if (isUploadType(uploadType)) return undefined;
  const lawful = "ESN HEX, MEID, IMEI, IMEI ICCID Pair, IMEI ICCID Embedded SIM Pair or IMEI EID Pair";
  return packageError(`Upload Type (${uploadType}) is invalid. (Must be one of ${lawful})`);
}

function refuseSku({ sku }: UploadRequest): Refusal | undefined {
  if (sku === "") return packageError(`Device SKU (${sku}) not provided`);
  // SKUs are case-sensitive and upper case: in lower case the platform does not know them.
  if (sku !== sku.toUpperCase()) return packageError("Device SKU is not present in ODI");
  const text = skuErrorOf(sku);
  return text === undefined || isLater(sku) ? undefined : packageError(text);
}

function skuErrorOf(sku: string): string | undefined {
  return skuErrors.find(([name]) => sku.includes(name))?.[1];
}

function isLater(sku: string): boolean {
  return sku.includes("LATER");
}

function refuseEmail({ email }: UploadRequest): Refusal | undefined {
  if (email === "") return packageError(`Email Address (${email}) not provided`);
  if (!/^[^@\s]+@[^@\s]+\.[^@\s]+$/.test(email)) return packageError(`Email Address (${email}) is invalid`);
  if (/^unknown@|@unknown\./i.test(email))
    return packageError(`No Profile found for email address (${email})`);
  return undefined;
}

function refuseDevices(upload: UploadRequest): Refusal | undefined {
  const { devices, uploadType } = upload;
  if (devices.count === 0) return packageError("There are no active/approved devices");
  if (devices.count > maxDevicesPerRequest)
    return packageError("Number of upload lines exceeds threshold of 10,000");
  const expected = identifierKindsOf(upload).join(",").toUpperCase();
  for (const kinds of devices.kinds) {
    if (kinds === expected) continue;
    const text = `The identifier kinds (${kinds}) of a device are not those of upload type ${uploadType} (${expected}).`;
    return { code: "INPUT_INVALID.Device.Kind.Invalid", text };
  }
  return undefined;
}

function isUploadType(text: string): text is UploadType {
  return Object.hasOwn(uploadTypes, text);
}

/** The page gives texts and no codes; this code is the sandbox's own. */
function packageError(text: string): Refusal {
  return { code: "REQUEST_FAILED.UploadDevices", text };
}
