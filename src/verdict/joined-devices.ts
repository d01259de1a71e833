import { copyInto, nextCapacity } from "../devices/growing.ts";
import { type IdentifierKind, identifierKinds } from "../devices/identifiers.ts";

export interface JoinListener {
  /** `from` is `into` from now on; its number is not used again. */
  onJoin(into: number, from: number): void;
  /** The device has two different identifiers of one kind. Said once or more. */
  onContradiction(device: number): void;
}

/** Devices that turn out to be one: a disjoint-set forest that knows which kinds of identifiers each device has. */
export interface JoinedDevices {
  /** Devices that are different as far as is known. */
  readonly size: number;
  create(): number;
  /** The number that a device has now. */
  rootOf(device: number): number;
  hasKind(device: number, kind: IdentifierKind): boolean;
  /** An identifier that no other device has. */
  addKind(device: number, kind: IdentifierKind, text: string): void;
  /** They share a line. Returns the number of the device that they are. */
  join(a: number, b: number): number;
  /** An IMEI of the one is an IMEISV of the other: not two different ones, unless both have an IMEI beside it. */
  joinSame(a: number, b: number): number;
}

export function createJoinedDevices({ onJoin, onContradiction }: JoinListener): JoinedDevices {
  let parents = new Uint32Array(firstCapacity);
  let kinds = new Uint8Array(firstCapacity);
  let created = 0;
  let size = 0;

  function rootOf(device: number): number {
    let root = device;
    while (parents[root] !== root) root = parents[root] ?? 0;
    for (let at = device; at !== root; ) {
      const next = parents[at] ?? 0;
      parents[at] = root;
      at = next;
    }
    return root;
  }

  function unite(a: number, b: number, mayShare: number): number {
    const [rootA, rootB] = [rootOf(a), rootOf(b)];
    if (rootA === rootB) return rootA;
    const [into, from] = rootA < rootB ? [rootA, rootB] : [rootB, rootA];
    const [kindsOfInto, kindsOfFrom] = [kinds[into] ?? 0, kinds[from] ?? 0];
    parents[from] = into;
    kinds[into] = kindsOfInto | kindsOfFrom;
    size--;
    onJoin(into, from);
    if ((kindsOfInto & kindsOfFrom & ~mayShare) !== 0) onContradiction(into);
    return into;
  }

  return {
    get size() {
      return size;
    },
    create() {
      if (created === parents.length) {
        const capacity = nextCapacity(created);
        parents = copyInto(new Uint32Array(capacity), parents);
        kinds = copyInto(new Uint8Array(capacity), kinds);
      }
      parents[created] = created;
      size++;
      return created++;
    },
    rootOf,
    hasKind: (device, kind) => ((kinds[device] ?? 0) & kindBits[kind]) !== 0,
    addKind(device, kind, text) {
      const bits = kindBits[kind] | (kind === "imei" && text.length !== imeisvLength ? plainImei : 0);
      kinds[device] = (kinds[device] ?? 0) | bits;
    },
    join: (a, b) => unite(a, b, 0),
    joinSame: (a, b) => unite(a, b, kindBits.imei),
  };
}

const kindBits = Object.fromEntries(identifierKinds.map((kind, index) => [kind, 1 << index])) as Readonly<
  Record<IdentifierKind, number>
>; // as: fromEntries widens the keys
const plainImei = 1 << identifierKinds.length;
const imeisvLength = 16;

const firstCapacity = 64;
