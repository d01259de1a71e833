import { type UploadType, uploadTypes } from "../devices/upload-types.ts";
import { type ActivationRequest, buildActivation } from "./activation-message.ts";
import type { DeviceIdentifiers, EnvelopeOptions } from "./device-elements.ts";
import { buildEnvelope, type UploadRequest } from "./upload-message.ts";

/** The envelope of a request, cut where token and devices go; serves any number of batches. */
export interface EnvelopeTemplate {
  readonly beforeToken: string;
  readonly afterToken: string;
  /** What stands before each identifier of a device, then what stands behind its last one. */
  readonly device: readonly string[];
  readonly afterDevices: string;
}

/** The template of an UploadDevices request. */
export function createEnvelopeTemplate(request: UploadRequest, options?: EnvelopeOptions): EnvelopeTemplate {
  return cutTemplate(request, (token, devices) => buildEnvelope(request, token, devices, options));
}

/** The template of a ChangeDeviceState request that activates. */
export function createActivationTemplate(
  request: ActivationRequest,
  options?: EnvelopeOptions,
): EnvelopeTemplate {
  return cutTemplate(request, (token, devices) => buildActivation(request, token, devices, options));
}

/** Builds the envelope once, with placeholders, and cuts xmlbuilder2's own output at them. */
function cutTemplate(
  { uploadType }: { readonly uploadType: UploadType },
  build: (token: string, devices: readonly DeviceIdentifiers[]) => string,
): EnvelopeTemplate {
  const places = uploadTypes[uploadType].identifiers.map((_, index) => `\\${index}\\`);
  const [beforeToken, rest] = cut(build(tokenPlace, [places]), tokenPlace);
  const [beforeDevice, fromDevice] = cut(rest, deviceStart);
  const [device, afterDevices] = cut(fromDevice, deviceEnd);
  return {
    beforeToken,
    afterToken: beforeDevice,
    device: cutAll(deviceStart + device + deviceEnd, places),
    afterDevices,
  };
}

/** The platform refuses a backslash in any field, so that no field holds a placeholder. */
const tokenPlace = "\\token\\";

const deviceStart = "<nph1:DeviceIdentifierCollection>";
const deviceEnd = "</nph1:DeviceIdentifierCollection>";

function cutAll(text: string, places: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  let rest = text;
  for (const place of places) {
    const [piece, behind] = cut(rest, place);
    pieces.push(piece);
    rest = behind;
  }
  return [...pieces, rest];
}

function cut(text: string, place: string): readonly [string, string] {
  const [before, after, ...more] = text.split(place);
  if (before === undefined || after === undefined || more.length > 0) {
    throw new Error(`The envelope has ${place} not exactly once.`);
  }
  return [before, after];
}
