import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import { identifiers } from "../devices/identifiers.ts";
import { type UploadType, uploadTypes } from "../devices/upload-types.ts";
import { appendText } from "./envelope.ts";
import { carrierServiceNamespace, commonNamespace } from "./namespaces.ts";
import type { PlatformNames } from "./platform-names.ts";

/** What is asked for with Activate. All texts as they are sent, not escaped. */
export interface ActivateRequest {
  readonly carrierIpPoolName?: string | undefined;
  readonly servicePlan: string;
  readonly mdnZipCode: string;
}

export interface EnvelopeOptions {
  /** Of what is in Activate; default: `carrierServiceNamespace`. */
  readonly activateNamespace?: string | undefined;
  /** Default: those that are inferred. */
  readonly names?: PlatformNames | undefined;
}

/** The identifiers of one device, in the order of its upload type. */
export type DeviceIdentifiers = readonly string[];

/** The prefixes of what the functions below append; that of the operation's own contract is `nph`. */
export function devicePrefixes({ activateNamespace }: EnvelopeOptions): Readonly<Record<string, string>> {
  return { nph1: commonNamespace, nph2: activateNamespace ?? carrierServiceNamespace };
}

/** Appends `nph:DeviceList`. */
export function appendDeviceList(
  input: XMLBuilder,
  uploadType: UploadType,
  devices: readonly DeviceIdentifiers[],
): void {
  const list = input.ele("nph:DeviceList");
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

/** Appends `nph:Activate`. */
export function appendActivate(input: XMLBuilder, activate: ActivateRequest): void {
  const parent = input.ele("nph:Activate");
  appendText(parent, "nph2:CarrierIpPoolName", activate.carrierIpPoolName);
  appendText(parent, "nph2:ServicePlan", activate.servicePlan);
  appendText(parent, "nph2:MdnZipCode", activate.mdnZipCode);
}
