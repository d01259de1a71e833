import type { IdentifierKind } from "../devices/identifiers.ts";
import { layOutColumns, type PackedColumn, wordsPerRow } from "../devices/packed-columns.ts";
import { packIdentifier, unpackIdentifier } from "../devices/packing.ts";
import { equalWords } from "../devices/same-identifier.ts";
import type { BatchDevices } from "../store/store.ts";
import { identifierKindOf, identityOf, namedIdentifier } from "./identity.ts";
import type { TalliedDevices } from "./tallied-devices.ts";

/**
 * The devices of a batch, packed: 26 bytes a pair and 8 to 16 bytes of index for each identifier; the batch itself is not kept.
 * Identifiers that the batch does not have are passed over, of any kind.
 */
export function indexBatch(batch: BatchDevices): TalliedDevices {
  const { devices: size, kinds } = batch;
  const columns = layOutColumns(kinds);
  const stride = wordsPerRow(kinds);
  const words = packBatch(batch, columns, stride);
  const [sources, lines] = [batch.sources.slice(), batch.lines.slice()];
  const byKind = new Map<IdentifierKind | undefined, PackedColumn>(
    columns.map((column) => [column.kind, column]),
  );
  const hits = createHits();
  const key = new Uint32Array(stride);

  /** Digit for digit where there is such a device, else all that are the same (an IMEI and its IMEISV). */
  function hitDevices({ kind, index, offset, width }: PackedColumn, text: string): void {
    packIdentifier(kind, text, key, 0);
    const first = index.find(words, key, 0);
    for (let device = first; device >= 0; device = index.find(words, key, 0, device)) {
      if (!equalWords(words, device * stride + offset, key, 0, width)) continue;
      hits.add(device);
      return;
    }
    for (let device = first; device >= 0; device = index.find(words, key, 0, device)) hits.add(device);
  }

  const locate: TalliedDevices["locate"] = (named) => {
    hits.clear();
    for (const identifier of named) {
      const kind = identifierKindOf(identifier);
      const column = byKind.get(kind);
      if (kind === undefined || column === undefined) continue;
      const { text, hasForm } = identityOf(kind, identifier.value);
      if (!hasForm) continue;
      hits.next();
      hitDevices(column, text);
    }
    return hits.take();
  };
  const namesOf: TalliedDevices["namesOf"] = (device) => ({
    place: { source: sources[device] ?? 0, line: lines[device] ?? 0 },
    identifiers: columns.map(({ kind, offset }) =>
      namedIdentifier(kind, unpackIdentifier(kind, words, device * stride + offset)),
    ),
  });
  return {
    size,
    changes: 0,
    isFull: false,
    locate,
    find: locate,
    namesOf,
    identifiersBeside: (device) => namesOf(device).identifiers,
    forEach(visit, wants = every) {
      for (let device = 0; device < size; device++) if (wants(device)) visit(device, namesOf(device));
    },
  };
}

function every(): boolean {
  return true;
}

function packBatch(batch: BatchDevices, columns: readonly PackedColumn[], stride: number): Uint32Array {
  const { bounds, devices, identifiersPerDevice } = batch;
  const bytes = Buffer.from(batch.bytes.buffer, batch.bytes.byteOffset, batch.bytes.byteLength);
  const words = new Uint32Array(devices * stride);
  for (let device = 0; device < devices; device++) {
    for (const { position, kind, offset } of columns) {
      const bound = (device * identifiersPerDevice + position) * 2;
      const text = bytes.toString("latin1", bounds[bound], bounds[bound + 1]);
      packIdentifier(kind, text, words, device * stride + offset);
    }
    for (const { index } of columns) {
      if (index.insert(words, device) !== device) index.insertBeside(words, device);
    }
  }
  return words;
}

/** Which devices the identifiers of one line hit, and how many of the identifiers. */
interface Hits {
  clear(): void;
  /** Another identifier. */
  next(): void;
  add(device: number): void;
  /** Those that every identifier hit which hit any; where there is none, all: they contradict each other. */
  take(): readonly number[];
}

function createHits(): Hits {
  const devices: number[] = [];
  const counts: number[] = [];
  let naming = 0;
  let isFirst = false;
  return {
    clear() {
      // Setting its length is slower.
      while (devices.length > 0) devices.pop();
      naming = 0;
    },
    next() {
      isFirst = true;
    },
    add(device) {
      if (isFirst) naming++;
      isFirst = false;
      let at = devices.indexOf(device);
      if (at < 0) {
        at = devices.push(device) - 1;
        counts[at] = 0;
      }
      counts[at] = (counts[at] ?? 0) + 1;
    },
    take() {
      if (devices.length < 2) return devices;
      const common = devices.filter((_, at) => counts[at] === naming);
      return common.length > 0 ? common : devices;
    },
  };
}
