import { maxDevicesPerRequest } from "./upload-types.ts";

/** A larger array with a smaller one's numbers at its beginning. */
export function copyInto<Numbers extends Uint32Array | Uint16Array | Uint8Array>(
  target: Numbers,
  source: Numbers,
): Numbers {
  target.set(source);
  return target;
}

/** Little more than needed, for arrays of which there may be hundreds; nothing more for the devices of a full request. */
export function nextCapacity(capacity: number): number {
  const next = Math.ceil(capacity * 1.5);
  return capacity < maxDevicesPerRequest ? Math.min(next, maxDevicesPerRequest) : next;
}
