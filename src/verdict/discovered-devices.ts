import type { IdentifierKind } from "../devices/identifiers.ts";
import type { CallbackIdentifier } from "../uws/callback.ts";
import { createIdentifierColumn, type IdentifierColumn } from "./identifier-column.ts";
import { type Identity, identifierKindOf, identityOf, namedIdentifier } from "./identity.ts";
import { createJoinedDevices, type JoinListener } from "./joined-devices.ts";
import type { DeviceNames, TalliedDevices } from "./tallied-devices.ts";
import { detach } from "./word-texts.ts";

/**
 * Devices that nobody listed: lines that share an identifier are one device, whatever comes between them. A device with two
 * different identifiers of one kind contradicts itself. Values without a lawful form identify as text.
 */
export function discoverDevices(listener: JoinListener): TalliedDevices {
  /** By the platform's name of their kind. */
  const columns = new Map<string, IdentifierColumn>();
  const texts = new Map<
    string,
    { readonly kind: IdentifierKind; readonly text: string; readonly device: number }
  >();
  const joined = createJoinedDevices({
    ...listener,
    onJoin(into, from) {
      joins++;
      listener.onJoin(into, from);
    },
  });
  let known = 0;
  let joins = 0;
  let isFull = false;

  /** Undefined: the kind is not one of ours. */
  function addColumn(identifier: CallbackIdentifier): IdentifierColumn | undefined {
    const kind = identifierKindOf(identifier);
    if (kind === undefined) return undefined;
    const column = createIdentifierColumn(kind);
    columns.set(identifier.kind, column);
    return column;
  }

  function deviceOf(column: IdentifierColumn, { text, hasForm }: Identity): number | undefined {
    if (!hasForm) return texts.get(`${column.kind} ${text}`)?.device;
    const number = column.find(text);
    return number === undefined ? undefined : column.deviceOf(number);
  }

  /** Adds an identifier to a device, which may join it with others. Returns the device that has it then. */
  function addTo(device: number, column: IdentifierColumn, { text, hasForm }: Identity): number {
    const { kind } = column;
    known++;
    joined.addKind(device, kind, text);
    if (!hasForm) {
      texts.set(detach(`${kind} ${text}`), { kind, text: detach(text), device });
      return device;
    }
    const others = column.add(text, device);
    return others.reduce((into, other) => joined.joinSame(into, column.deviceOf(other)), device);
  }

  function locate(named: readonly CallbackIdentifier[]): readonly number[] {
    let device: number | undefined;
    for (const identifier of named) {
      const column = columns.get(identifier.kind) ?? addColumn(identifier);
      if (column === undefined) continue;
      const identity = identityOf(column.kind, identifier.value);
      const { length } = identity.text;
      if (length === 0 || length > maxTextLength) continue;
      const owner = deviceOf(column, identity);
      if (owner !== undefined)
        device = device === undefined ? joined.rootOf(owner) : joined.join(device, owner);
      else if (known === maxIdentifiers) isFull = true;
      else if (device !== undefined && !joined.hasKind(device, column.kind))
        device = addTo(device, column, identity);
      else {
        const added = addTo(joined.create(), column, identity);
        device = device === undefined ? added : joined.join(device, added);
      }
    }
    return device === undefined ? none : [device];
  }

  /** The wanted devices' identifiers, in the order of their kinds' names. */
  function groupNames(
    wants: (device: number) => boolean = () => true,
  ): ReadonlyMap<number, readonly CallbackIdentifier[]> {
    const groups = new Map<number, CallbackIdentifier[]>();
    const groupOf = (device: number) => {
      const root = joined.rootOf(device);
      if (!wants(root)) return undefined;
      const group = groups.get(root) ?? [];
      groups.set(root, group);
      return group;
    };
    for (const column of columns.values()) {
      for (let number = 0; number < column.size; number++) {
        groupOf(column.deviceOf(number))?.push(namedIdentifier(column.kind, column.textOf(number)));
      }
    }
    for (const { kind, text, device } of texts.values()) groupOf(device)?.push(namedIdentifier(kind, text));
    for (const group of groups.values()) group.sort(byKindAndValue);
    return groups;
  }

  return {
    get size() {
      return joined.size;
    },
    get changes() {
      return known + joins;
    },
    get isFull() {
      return isFull;
    },
    locate,
    find(named) {
      const devices = new Set<number>();
      for (const identifier of named) {
        const column = columns.get(identifier.kind);
        const device = column && deviceOf(column, identityOf(column.kind, identifier.value));
        if (device !== undefined) devices.add(joined.rootOf(device));
      }
      return [...devices];
    },
    namesOf: (device) => names(groupNames().get(joined.rootOf(device)) ?? []),
    identifiersBeside: (_, named) => named.filter(isNormal),
    forEach(visit, wants) {
      const devices = [...groupNames(wants)].map(([device, named]) => ({ device, named, key: keyOf(named) }));
      devices.sort((a, b) => (a.key < b.key ? -1 : 1));
      for (const { device, named } of devices) visit(device, names(named));
    },
  };
}

const none: readonly number[] = [];

function isNormal(identifier: CallbackIdentifier): boolean {
  const kind = identifierKindOf(identifier);
  return kind !== undefined && identityOf(kind, identifier.value).text === identifier.value;
}

function names(named: readonly CallbackIdentifier[]): DeviceNames {
  return { place: undefined, identifiers: named };
}

function keyOf(named: readonly CallbackIdentifier[]): string {
  return named.map(({ kind, value }) => `${kind} ${value}`).join(" ");
}

function byKindAndValue(a: CallbackIdentifier, b: CallbackIdentifier): number {
  return `${a.kind} ${a.value}` < `${b.kind} ${b.value}` ? -1 : 1;
}

/** More than any device has of a kind: a longer one identifies nothing. */
const maxTextLength = 100;

/** Of 10,000 devices with every kind of identifier there are 50,000. */
const maxIdentifiers = 65_536;
