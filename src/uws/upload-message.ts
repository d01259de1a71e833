import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import { identifiers } from "../devices/identifiers.ts";
import { type UploadType, uploadTypes } from "../devices/upload-types.ts";
import { appendText, startEnvelope } from "./envelope.ts";
import { carrierServiceNamespace, commonNamespace, deviceServiceNamespace } from "./namespaces.ts";

/** What an UploadDevices request asks for, beside its devices. All texts as they are sent, not escaped. */
export interface UploadRequest {
  readonly accountName?: string | undefined;
  readonly uploadType: UploadType;
  readonly deviceSku: string;
  readonly emailAddress: string;
  readonly activate?: ActivateRequest | undefined;
}

export interface ActivateRequest {
  readonly carrierIpPoolName?: string | undefined;
  readonly servicePlan: string;
  readonly mdnZipCode: string;
}

export interface EnvelopeOptions {
  /** Of what is in Activate; default: `carrierServiceNamespace`. */
  readonly activateNamespace?: string | undefined;
}

/** The identifiers of one device, in the order of its upload type. */
export type DeviceIdentifiers = readonly string[];

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
  const { envelope, body } = startEnvelope(token, {
    nph: deviceServiceNamespace,
    nph1: commonNamespace,
    nph2: options.activateNamespace ?? carrierServiceNamespace,
  });
  const input = body.ele("v2:UploadDevices").ele("v2:Input");
  appendDevices(input.ele("nph:DeviceList"), request.uploadType, devices);
  appendText(input, "nph:AccountName", request.accountName);
  appendText(input, "nph:UploadType", request.uploadType);
  appendText(input, "nph:DeviceSku", request.deviceSku);
  appendText(input, "nph:EmailAddress", request.emailAddress);
  if (request.activate !== undefined) appendActivate(input.ele("nph:Activate"), request.activate);
  return envelope.end({ headless: true });
}

function appendDevices(
  list: XMLBuilder,
  uploadType: UploadType,
  devices: readonly DeviceIdentifiers[],
): void {
  const kinds = uploadTypes[uploadType].identifiers.map((kind) => identifiers[kind].platformKind);
  for (const device of devices) {
    const collected = list.ele("nph1:DeviceIdentifierCollection").ele("nph1:DeviceIdentifiers");
    for (const [index, kind] of kinds.entries()) {
      const identifier = collected.ele("nph1:DeviceIdentifier");
      appendText(identifier, "nph1:Kind", kind);
      appendText(identifier, "nph1:Identifier", device[index]);
    }
  }
}

function appendActivate(parent: XMLBuilder, activate: ActivateRequest): void {
  appendText(parent, "nph2:CarrierIpPoolName", activate.carrierIpPoolName);
  appendText(parent, "nph2:ServicePlan", activate.servicePlan);
  appendText(parent, "nph2:MdnZipCode", activate.mdnZipCode);
}
