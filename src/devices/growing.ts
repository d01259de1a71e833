/** A larger array with a smaller one's numbers at its beginning. */
export function copyInto<Numbers extends Uint32Array | Uint16Array | Uint8Array>(
  target: Numbers,
  source: Numbers,
): Numbers {
  target.set(source);
  return target;
}

/** Little more than needed, for arrays of which there may be hundreds. */
export function nextCapacity(capacity: number): number {
  return Math.ceil(capacity * 1.5);
}
