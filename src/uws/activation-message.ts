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
import { operations } from "./operations.ts";
import { type InputName, inferredNames } from "./platform-names.ts";

/** What an activation by ChangeDeviceState asks for, beside its devices. All texts as they are sent, not escaped. */
export interface ActivationRequest {
  readonly accountName?: string | undefined;
  /** Says which identifiers a device has; it is not sent. */
  readonly uploadType: UploadType;
  readonly activate: ActivateRequest;
}

/** The ChangeDeviceState message, without an XML declaration (UTF-8 either way): the only truth about its form. */
export function buildActivation(
  request: ActivationRequest,
  token: string,
  devices: readonly DeviceIdentifiers[],
  options: EnvelopeOptions = {},
): string {
  const { carrierNamespace, changeDeviceStateOrder } = options.names ?? inferredNames;
  const prefixes = { nph: carrierNamespace, ...devicePrefixes(options) };
  const { envelope, body } = startEnvelope(token, prefixes);
  const input = body.ele(`v2:${operations.changeDeviceState.name}`).ele("v2:Input");
  const appenders: Readonly<Record<InputName, () => void>> = {
    DeviceList: () => appendDeviceList(input, request.uploadType, devices),
    AccountName: () => appendText(input, "nph:AccountName", request.accountName),
    Activate: () => appendActivate(input, request.activate),
  };
  for (const name of changeDeviceStateOrder) appenders[name]();
  return envelope.end({ headless: true });
}
