import { forbiddenCharacterIn, isUpperCase, isZipCode } from "../devices/lawful-text.ts";
import { maxDevicesPerRequest } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import type { Device, Upload } from "./devices.ts";
import type { DeviceList } from "./read-device-list.ts";

/** What is asked for all devices of a list. */
export interface PlanOptions {
  readonly emailAddress: string;
  /** Default: the user's only account. */
  readonly accountName?: string;
  /** Asks for activation, too: of a list that was read with `activates`. Default false. */
  readonly activate?: boolean;
  /** For activation; default: the account's. */
  readonly ipPool?: string;
  /** 1 to 10,000, the default. */
  readonly batchSize?: number;
  /** Leaves refused rows out. Default false: with any, nothing is planned. */
  readonly skipInvalid?: boolean;
}

/**
 * Cuts a list into lawful requests: at most 10,000 devices, all of one SKU (and of one plan and ZIP code), in the order of the list.
 * Errors: VzuploadError "input" where rows are refused, "usage" where something is missing or would be refused by the platform.
 */
export function planUploads(list: DeviceList, options: PlanOptions): readonly Upload[] {
  if (list.refusedRows > 0 && !options.skipInvalid) {
    throw new VzuploadError(
      "input",
      `${list.refusedRows} of ${list.rows} rows are refused; nothing is planned.`,
      {
        hint: "Mend what `problems` names, or plan the others: skipInvalid.",
      },
    );
  }
  const { emailAddress, accountName, batchSize = maxDevicesPerRequest } = options;
  if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > maxDevicesPerRequest)
    throw new VzuploadError("usage", `batchSize: ${batchSize} is not between 1 and ${maxDevicesPerRequest}.`);
  const common = {
    uploadType: list.uploadType,
    emailAddress: lawful("emailAddress", emailAddress),
    ...(accountName === undefined ? {} : { accountName: lawful("accountName", accountName) }),
  };
  return groups(list.devices, options).flatMap(({ devices, ...asked }) =>
    chunks(devices, batchSize).map((some) => ({ ...common, ...asked, devices: some })),
  );
}

type Asked = Pick<Upload, "sku" | "activate">;

function groups(
  devices: readonly Device[],
  options: PlanOptions,
): readonly (Asked & { readonly devices: readonly Device[] })[] {
  const found = new Map<string, Asked & { readonly devices: Device[] }>();
  for (const device of devices) {
    const asked = askedFor(device, options);
    const key = JSON.stringify(asked);
    const group = found.get(key) ?? { ...asked, devices: [] };
    group.devices.push(device);
    found.set(key, group);
  }
  return [...found.values()];
}

function askedFor(device: Device, { activate, ipPool }: PlanOptions): Asked {
  const sku = lawfulSku(needed("sku", device));
  if (!activate) return { sku };
  const servicePlan = lawful("servicePlan", needed("servicePlan", device));
  const zipCode = needed("zipCode", device);
  if (!isZipCode(zipCode))
    throw new VzuploadError("usage", `zipCode: "${zipCode}" is not a ZIP code of 5 digits.`);
  return {
    sku,
    activate: { servicePlan, zipCode, ...(ipPool === undefined ? {} : { ipPool: lawful("ipPool", ipPool) }) },
  };
}

function needed(name: "sku" | "servicePlan" | "zipCode", device: Device): string {
  const value = device[name];
  if (value !== undefined) return value;
  throw new VzuploadError("usage", `${name} is missing: ${device.source}:${device.line} has none.`, {
    hint: `Give readDeviceList the option ${name}, or a list with such a column${name === "sku" ? "" : ", and the option activates"}.`,
  });
}

function lawfulSku(sku: string): string {
  if (isUpperCase(sku)) return lawful("sku", sku);
  throw new VzuploadError("usage", `sku: SKUs are upper case, and "${sku}" is not.`);
}

/** Errors: VzuploadError "usage" for what the platform refuses in any field. */
function lawful(name: string, text: string): string {
  const bad = forbiddenCharacterIn(text);
  if (bad === undefined && text.trim() !== "") return text;
  const what =
    bad === undefined ? "it is empty" : `the platform refuses the character ${JSON.stringify(bad)}`;
  throw new VzuploadError("usage", `${name}: ${what}.`);
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const count = Math.ceil(items.length / size);
  return Array.from({ length: count }, (_, at) => items.slice(at * size, (at + 1) * size));
}
