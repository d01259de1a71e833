import { identifiers } from "../devices/identifiers.ts";
import { maxDevicesPerRequest, uploadTypes } from "../devices/upload-types.ts";
import { VzuploadError } from "../errors.ts";
import { buildEnvelope } from "../uws/upload-message.ts";
import type { Device, Upload } from "./devices.ts";

/**
 * The UploadDevices message of an upload, as text to be sent in UTF-8; it holds the token. In the order and with the prefixes of the
 * platform's sample request, which is the source. Errors: VzuploadError "usage" for devices that are not of the upload type.
 */
export function buildUploadDevices(upload: Upload, token: string): string {
  const { uploadType, sku, emailAddress, accountName, activate, devices } = upload;
  if (devices.length === 0 || devices.length > maxDevicesPerRequest)
    throw new VzuploadError(
      "usage",
      `An upload has 1 to ${maxDevicesPerRequest} devices, not ${devices.length}.`,
    );
  return buildEnvelope(
    {
      uploadType,
      deviceSku: sku,
      emailAddress,
      accountName,
      activate: activate && {
        servicePlan: activate.servicePlan,
        mdnZipCode: activate.zipCode,
        carrierIpPoolName: activate.ipPool,
      },
    },
    token,
    devices.map((device) => valuesOf(device, uploadType)),
  );
}

/** The values in the order of the type. Errors: VzuploadError "usage". */
export function valuesOf(device: Device, uploadType: Upload["uploadType"]): readonly string[] {
  const kinds = uploadTypes[uploadType].identifiers;
  const isOfType =
    device.identifiers.length === kinds.length &&
    kinds.every((kind, position) => {
      const identifier = device.identifiers[position];
      return (
        identifier?.kind === identifiers[kind].platformKind && identifiers[kind].hasForm(identifier.value)
      );
    });
  if (isOfType) return device.identifiers.map(({ value }) => value);
  throw new VzuploadError("usage", `${device.source}:${device.line} is no device of type ${uploadType}.`, {
    hint: "Take devices as readDeviceList gives them, and upload types as it says.",
  });
}
