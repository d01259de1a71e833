import type { UploadType } from "../devices/upload-types.ts";
import {
  type ActivateRequest,
  appendActivate,
  appendDeviceList,
  type DeviceIdentifiers,
  devicePrefixes,
  type EnvelopeOptions,
} from "./device-elements.ts";
import { appendText, startEnvelope } from "./envelope.ts";
import { deviceServiceNamespace } from "./namespaces.ts";
import { operations } from "./operations.ts";

/** What an UploadDevices request asks for, beside its devices. All texts as they are sent, not escaped. */
export interface UploadRequest {
  readonly accountName?: string | undefined;
  readonly uploadType: UploadType;
  readonly deviceSku: string;
  readonly emailAddress: string;
  readonly activate?: ActivateRequest | undefined;
}

/**
 * The UploadDevices message, in the structure, order and prefixes of the platform's sample request, without an XML
 * declaration (UTF-8 either way). This is the only truth about its form; 40 microseconds a device.
 */
export function buildEnvelope(
  request: UploadRequest,
  token: string,
  devices: readonly DeviceIdentifiers[],
  options: EnvelopeOptions = {},
): string {
  const prefixes = { nph: deviceServiceNamespace, ...devicePrefixes(options) };
  const { envelope, body } = startEnvelope(token, prefixes);
  const input = body.ele(`v2:${operations.uploadDevices.name}`).ele("v2:Input");
  appendDeviceList(input, request.uploadType, devices);
  appendText(input, "nph:AccountName", request.accountName);
  appendText(input, "nph:UploadType", request.uploadType);
  appendText(input, "nph:DeviceSku", request.deviceSku);
  appendText(input, "nph:EmailAddress", request.emailAddress);
  if (request.activate !== undefined) appendActivate(input, request.activate);
  return envelope.end({ headless: true });
}
