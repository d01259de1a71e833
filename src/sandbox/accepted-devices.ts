/** Which devices the sandbox took, and how often: what "nothing sent twice" is judged by. */
export interface AcceptedDevices {
  /** How many different devices were accepted. */
  readonly distinct: number;
  /** How often this device was accepted, by its first identifier (IMEI, MEID or ESN). */
  times(identifier: string): number;
  /** The devices accepted more than once, by first identifier, with how often. Empty is good. */
  readonly repeated: ReadonlyMap<string, number>;
}

/** The writing side. */
export interface DeviceCounter extends AcceptedDevices {
  add(identifier: string): void;
}

const firstCapacity = 1 << 14;

/**
 * Counts identifiers in about 16-32 bytes each, so that a million of them stay small: only a 64-bit hash is kept, and the text of
 * those that came twice. Two of a million devices share a hash with a probability below one in ten million.
 */
export function createDeviceCounter(): DeviceCounter {
  let slots = new BigUint64Array(firstCapacity);
  let distinct = 0;
  const repeated = new Map<string, number>();
  return {
    get distinct() {
      return distinct;
    },
    repeated,
    times: (identifier) => repeated.get(identifier) ?? (find(slots, hash(identifier)).taken ? 1 : 0),
    add(identifier) {
      const key = hash(identifier);
      const { slot, taken } = find(slots, key);
      if (taken) {
        repeated.set(identifier, (repeated.get(identifier) ?? 1) + 1);
        return;
      }
      slots[slot] = key;
      distinct++;
      if (distinct * 2 > slots.length) slots = grown(slots);
    },
  };
}

/** Linear probing: the slot that holds the key, or the free one where it belongs. Zero means free. */
function find(slots: BigUint64Array, key: bigint): { readonly slot: number; readonly taken: boolean } {
  const mask = slots.length - 1;
  let slot = Number(key >> 32n) & mask;
  while (slots[slot] !== 0n && slots[slot] !== key) slot = (slot + 1) & mask;
  return { slot, taken: slots[slot] === key };
}

function grown(slots: BigUint64Array<ArrayBuffer>): BigUint64Array<ArrayBuffer> {
  const larger = new BigUint64Array(slots.length * 2);
  for (const key of slots) if (key !== 0n) larger[find(larger, key).slot] = key;
  return larger;
}

/** Two FNV-1a-like 32-bit hashes with different multipliers, mixed at the end; never zero. */
function hash(text: string): bigint {
  let high = 0x811c9dc5;
  let low = 0x9e3779b9;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    high = Math.imul(high ^ code, 0x01000193);
    low = Math.imul(low ^ code, 0x5bd1e995);
    low ^= low >>> 15;
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b);
  return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0) | 1n;
}
