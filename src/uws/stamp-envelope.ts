import type { DeviceSlices } from "../devices/device-slices.ts";
import { escapeText } from "./envelope.ts";
import type { EnvelopeTemplate } from "./envelope-template.ts";

/** Stamps envelopes into one buffer that grows to the largest and is used again. */
export interface Stamper {
  /**
   * The message for these devices, as UTF-8: what `buildEnvelope` or `buildActivation` would say, a hundred times as fast. Valid until the next
   * call. Identifiers are not escaped: a byte that is not of [0-9A-F] is a bug, as is a wrong number of them, and throws.
   */
  stamp(template: EnvelopeTemplate, token: string, devices: DeviceSlices): Buffer;
}

export function createStamper(): Stamper {
  let buffer = Buffer.alloc(0);
  return {
    stamp({ beforeToken, afterToken, device, afterDevices }, token, devices) {
      if (devices.identifiersPerDevice !== device.length - 1) {
        throw new Error(
          `A device has ${devices.identifiersPerDevice} identifiers, not ${device.length - 1}.`,
        );
      }
      const head = Buffer.from(beforeToken + escapeText(token) + afterToken);
      const tail = Buffer.from(afterDevices);
      const pieces = device.map((piece) => Buffer.from(piece, "latin1"));
      const piecesBytes = pieces.reduce((sum, { length }) => sum + length, 0);
      // Identifiers are slices of `bytes`: together they cannot be longer.
      const most = head.length + tail.length + devices.devices * piecesBytes + devices.bytes.length;
      if (buffer.length < most) buffer = Buffer.allocUnsafeSlow(most);
      buffer.set(head, 0);
      const end = stampDevices(buffer, head.length, pieces, devices);
      buffer.set(tail, end);
      return buffer.subarray(0, end + tail.length);
    },
  };
}

function stampDevices(
  target: Buffer,
  start: number,
  pieces: readonly Buffer[],
  devices: DeviceSlices,
): number {
  const { bytes, bounds, identifiersPerDevice } = devices;
  const last = pieces.at(-1) ?? Buffer.alloc(0);
  let at = start;
  for (let device = 0, bound = 0; device < devices.devices; device++) {
    for (let index = 0; index < identifiersPerDevice; index++) {
      at += pieces[index]?.copy(target, at) ?? 0;
      const from = bounds[bound++] ?? 0;
      const to = bounds[bound++] ?? 0;
      if (from >= to) throw new Error("An identifier to be stamped is empty.");
      for (let byte = from; byte < to; byte++) target[at++] = plain(bytes[byte] ?? 0);
    }
    at += last.copy(target, at);
  }
  return at;
}

/** The byte itself, if it is one of [0-9A-F]. */
function plain(byte: number): number {
  if ((byte >= 0x30 && byte <= 0x39) || (byte >= 0x41 && byte <= 0x46)) return byte;
  throw new Error("An identifier to be stamped is not of [0-9A-F].");
}
