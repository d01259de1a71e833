/**
 * The identifiers of many devices as slices of one byte array (ASCII): what a batch file holds and an envelope takes,
 * without a string for each.
 */
export interface DeviceSlices {
  readonly devices: number;
  readonly identifiersPerDevice: number;
  readonly bytes: Uint8Array;
  /** Start and end of each identifier, device after device. */
  readonly bounds: Uint32Array;
}

/** The same from texts; every device has the same number of identifiers. */
export function sliceDevices(devices: readonly (readonly string[])[]): DeviceSlices {
  const identifiersPerDevice = devices[0]?.length ?? 0;
  const texts = devices.flat();
  const bounds = new Uint32Array(texts.length * 2);
  let at = 0;
  texts.forEach((text, index) => {
    bounds[index * 2] = at;
    at += text.length;
    bounds[index * 2 + 1] = at;
  });
  return {
    devices: devices.length,
    identifiersPerDevice,
    bytes: Buffer.from(texts.join(""), "latin1"),
    bounds,
  };
}

/** The identifiers of one device as texts, by position. */
export function deviceTexts(
  { bytes, bounds, identifiersPerDevice }: DeviceSlices,
  device: number,
): readonly string[] {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: identifiersPerDevice }, (_, position) => {
    const at = (device * identifiersPerDevice + position) * 2;
    return text.toString("latin1", bounds[at], bounds[at + 1]);
  });
}
