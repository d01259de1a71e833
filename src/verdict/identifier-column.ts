import { copyInto, nextCapacity } from "../devices/growing.ts";
import { createIdentifierIndex } from "../devices/identifier-index.ts";
import type { IdentifierKind } from "../devices/identifiers.ts";
import { packedWords, packIdentifier, unpackIdentifier } from "../devices/packing.ts";
import { equalWords } from "../devices/same-identifier.ts";

/** Identifiers of one kind as they are met, packed, each once and with the device that has it. Numbered from 0. */
export interface IdentifierColumn {
  readonly kind: IdentifierKind;
  readonly size: number;
  /** The number of an identifier in its kind's form, digit for digit; undefined: it is not here. */
  find(text: string): number | undefined;
  /** Adds one that is not here. Returns the others that name the same device: an IMEI's IMEISVs and the reverse. */
  add(text: string, device: number): readonly number[];
  deviceOf(number: number): number;
  textOf(number: number): string;
}

export function createIdentifierColumn(kind: IdentifierKind): IdentifierColumn {
  const width = packedWords[kind];
  const index = createIdentifierIndex({ kind, stride: width, offset: 0, width });
  const key = new Uint32Array(width);
  let words = new Uint32Array(firstCapacity * width);
  let devices = new Uint32Array(firstCapacity);
  let size = 0;
  /** Whose words `key` has. */
  let sought = "";

  function seek(text: string): void {
    if (text === sought) return;
    packIdentifier(kind, text, key, 0);
    sought = text;
  }

  function grow(): void {
    const capacity = nextCapacity(devices.length);
    words = copyInto(new Uint32Array(capacity * width), words);
    devices = copyInto(new Uint32Array(capacity), devices);
  }

  function sameAs(number: number): readonly number[] {
    const others: number[] = [];
    for (let other = -1; ; ) {
      other = index.find(words, words, number * width, other);
      if (other < 0) return others;
      if (other !== number) others.push(other);
    }
  }

  return {
    kind,
    get size() {
      return size;
    },
    find(text) {
      seek(text);
      for (let number = -1; ; ) {
        number = index.find(words, key, 0, number);
        if (number < 0) return undefined;
        if (equalWords(words, number * width, key, 0, width)) return number;
      }
    },
    add(text, device) {
      if (size === devices.length) grow();
      const number = size++;
      // As a rule it has just been looked for.
      seek(text);
      words.set(key, number * width);
      devices[number] = device;
      if (index.insert(words, number) === number) return nothing;
      index.insertBeside(words, number);
      return sameAs(number);
    },
    deviceOf: (number) => devices[number] ?? 0,
    textOf: (number) => unpackIdentifier(kind, words, number * width),
  };
}

const nothing: readonly number[] = [];
const firstCapacity = 64;
