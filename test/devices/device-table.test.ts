import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createDeviceTable, type DeviceTable } from "../../src/devices/device-table.ts";
import { packIdentifier } from "../../src/devices/packing.ts";
import { makePairs } from "../support/make-devices.ts";

const imei = (n: number) => String(n).padStart(15, "0");
const iccid = (n: number) => String(n).padStart(20, "0");

function pairsTable(pairs: readonly (readonly [number, number])[]): DeviceTable {
  const table = createDeviceTable("IMEI ICCID Pair");
  for (const [at, [a, b]] of pairs.entries()) table.add([imei(a), iccid(b)], 0, at + 2);
  return table;
}

function accepted(table: DeviceTable): string[] {
  const rows = Array.from({ length: table.size }, (_, row) => row).filter((row) => !table.isRejected(row));
  return rows.map((row) => `${table.identifier(row, 0)}/${table.identifier(row, 1)}`).sort();
}

describe("a table of pairs", () => {
  test("keeps identifiers, source and line", () => {
    const table = createDeviceTable("IMEI EID Pair");
    const eid = "89033023000000009368114039138622";
    expect(table.add(["864613052048092", eid], 3, 4711)).toEqual({ kind: "added" });
    expect(table.kinds).toEqual(["imei", "eid"]);
    expect(table.wordsPerDevice).toBe(6);
    expect([table.identifier(0, 0), table.identifier(0, 1)]).toEqual(["864613052048092", eid]);
    expect([table.sourceOf(0), table.lineOf(0), table.isRejected(0)]).toEqual([3, 4711, false]);
    const bytes = Buffer.alloc(32);
    expect(table.writeIdentifier(0, 1, bytes, 0)).toBe(32);
    expect(bytes.toString()).toBe(eid);
  });

  test("refuses the same device again and names the first row", () => {
    const table = pairsTable([
      [1, 1],
      [2, 2],
    ]);
    expect(table.add([imei(2), iccid(2)], 0, 9)).toEqual({ kind: "duplicate", first: 1 });
    expect([table.size, table.accepted]).toEqual([2, 2]);
  });

  test("refuses both rows of an identifier with two partners", () => {
    const table = pairsTable([
      [1, 1],
      [2, 2],
    ]);
    expect(table.add([imei(1), iccid(3)], 0, 9)).toEqual({
      kind: "conflict",
      clashes: [{ position: 0, row: 0, newlyRejected: true }],
    });
    expect(table.add([imei(1), iccid(4)], 0, 10)).toEqual({
      kind: "conflict",
      clashes: [{ position: 0, row: 0, newlyRejected: false }],
    });
    expect(accepted(table)).toEqual([`${imei(2)}/${iccid(2)}`]);
    expect([table.size, table.accepted]).toEqual([4, 1]);
  });

  test("names both rows when each identifier has another partner, and remembers the refused row's own identifiers", () => {
    const table = pairsTable([
      [1, 1],
      [2, 2],
    ]);
    expect(table.add([imei(1), iccid(2)], 0, 9)).toEqual({
      kind: "conflict",
      clashes: [
        { position: 0, row: 0, newlyRejected: true },
        { position: 1, row: 1, newlyRejected: true },
      ],
    });
    table.add([imei(1), iccid(7)], 0, 10);
    expect(table.add([imei(8), iccid(7)], 0, 11).kind).toBe("conflict");
    expect(table.accepted).toBe(0);
  });

  test("takes a row back once", () => {
    const table = pairsTable([[1, 1]]);
    table.reject(0);
    table.reject(0);
    expect(table.accepted).toBe(0);
  });

  test("accepts exactly the devices that share no identifier with another, in any order", () => {
    const device = fc.tuple(fc.nat(12), fc.nat(12));
    fc.assert(
      fc.property(fc.array(device, { maxLength: 40 }), (pairs) => {
        const distinct = [...new Map(pairs.map((pair) => [pair.join("/"), pair])).values()];
        const alone = distinct.filter(
          (pair) => distinct.filter((other) => other[0] === pair[0] || other[1] === pair[1]).length === 1,
        );
        const expected = alone.map(([a, b]) => `${imei(a)}/${iccid(b)}`).sort();
        expect(accepted(pairsTable(pairs))).toEqual(expected);
        expect(accepted(pairsTable([...pairs].reverse()))).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test("finds every row by each identifier after growing, and no other", () => {
    const table = createDeviceTable("IMEI ICCID Pair");
    const pairs = makePairs(30_000);
    for (const [row, pair] of pairs.entries()) table.add([pair.imei, pair.iccid], 0, row + 2);
    const key = new Uint32Array(5);
    const lost = pairs.filter((pair, row) => {
      table.packRow(row, key, 0);
      return (
        table.find(0, key, 0) !== row ||
        table.find(1, key, 2) !== row ||
        table.identifier(row, 1) !== pair.iccid
      );
    });
    const foreign = makePairs(30_000, 1).filter((pair) => {
      packIdentifier("imei", pair.imei, key, 0);
      return table.find(0, key, 0) !== -1;
    });
    expect([lost, foreign]).toEqual([[], []]);
    expect([table.size, table.accepted]).toEqual([30_000, 30_000]);
  });
});

describe("an IMEI and its IMEISV", () => {
  const device = "49015420323751";
  const [sim, otherSim] = [iccid(1), iccid(2)];

  test.each([
    ["an IMEISV after its IMEI", "8", "01", "duplicate"],
    ["an IMEI after its IMEISV", "01", "8", "duplicate"],
    ["two software versions", "01", "02", "duplicate"],
    ["an IMEISV that ends like the IMEI's check digit", "8", "80", "duplicate"],
    ["two IMEIs with different last digits", "8", "9", "added"],
  ])("are one device: %s", (_what, first, second, kind) => {
    const table = createDeviceTable("IMEI");
    table.add([device + first], 0, 2);
    expect(table.add([device + second], 0, 3).kind).toBe(kind);
  });

  test("are two devices when one of the first 14 digits differs", () => {
    const table = createDeviceTable("IMEI");
    table.add(["490154203237518"], 0, 2);
    for (let at = 0; at < 14; at++) {
      const other = `${device.slice(0, at)}${(Number(device[at]) + 1) % 10}${device.slice(at + 1)}01`;
      expect(table.add([other], 0, 3 + at)).toEqual({ kind: "added" });
    }
  });

  test("in a pair: a duplicate with the same partner, a conflict with another one", () => {
    const table = createDeviceTable("IMEI ICCID Pair");
    table.add([`${device}8`, sim], 0, 2);
    expect(table.add([`${device}01`, sim], 0, 3)).toEqual({ kind: "duplicate", first: 0 });
    expect(table.add([`${device}01`, otherSim], 0, 4)).toEqual({
      kind: "conflict",
      clashes: [{ position: 0, row: 0, newlyRejected: true }],
    });
    expect(table.accepted).toBe(0);
  });

  test("an IMEISV clashes with every IMEI that has its 14 digits, before and after it", () => {
    const table = createDeviceTable("IMEI ICCID Pair");
    table.add([`${device}8`, iccid(1)], 0, 2);
    table.add([`${device}9`, iccid(2)], 0, 3);
    expect(table.add([`${device}01`, iccid(3)], 0, 4)).toEqual({
      kind: "conflict",
      clashes: [
        { position: 0, row: 0, newlyRejected: true },
        { position: 0, row: 1, newlyRejected: true },
      ],
    });
    expect(table.add([`${device}7`, iccid(4)], 0, 5)).toEqual({
      kind: "conflict",
      clashes: [{ position: 0, row: 2, newlyRejected: false }],
    });
    expect(table.accepted).toBe(0);
  });

  test("are found by each other, one after the other, after growing too", () => {
    const table = createDeviceTable("IMEI");
    table.add([`${device}8`], 0, 2);
    table.add([`${device}9`], 0, 3);
    const key = new Uint32Array(2);
    const found = (text: string) => {
      packIdentifier("imei", text, key, 0);
      const first = table.find(0, key, 0);
      const second = table.find(0, key, 0, first);
      return [first, second, second < 0 ? -1 : table.find(0, key, 0, second)];
    };
    const expected = [
      [0, 1, -1],
      [0, -1, -1],
      [1, -1, -1],
      [-1, -1, -1],
    ];
    const seen = () => [`${device}01`, `${device}8`, `${device}9`, `${device}7`].map(found);
    expect(seen()).toEqual(expected);
    for (const [row, pair] of makePairs(5000).entries()) table.add([pair.imei], 0, row + 4);
    expect(seen()).toEqual(expected);
  });

  test("a device is accepted exactly when no other shares an identifier, in any order", () => {
    const endings = fc.constantFrom("0", "1", "00", "01", "17");
    const device = fc.tuple(fc.nat(3), endings, fc.nat(40));
    const isSame = (a: string, b: string) =>
      a === b || (a.slice(0, 14) === b.slice(0, 14) && a.length + b.length > 30);
    fc.assert(
      fc.property(
        fc.uniqueArray(device, { maxLength: 30, selector: ([, , partner]) => partner }),
        (devices) => {
          const pairs = devices.map(([n, end, partner]) => [imei(n).slice(1) + end, iccid(partner)] as const);
          const alone = pairs.filter(([a]) => pairs.filter(([b]) => isSame(a, b)).length === 1);
          const read = (rows: typeof pairs) => {
            const table = createDeviceTable("IMEI ICCID Pair");
            for (const [at, row] of rows.entries()) table.add(row, 0, at + 2);
            return accepted(table);
          };
          const expected = alone.map((pair) => pair.join("/")).sort();
          expect(read(pairs)).toEqual(expected);
          expect(read([...pairs].reverse())).toEqual(expected);
        },
      ),
      { numRuns: 500 },
    );
  });
});

test("a table of single identifiers knows duplicates only", () => {
  const table = createDeviceTable("ESN HEX");
  table.add(["80F940E7"], 0, 2);
  expect(table.add(["80F940E7"], 0, 3)).toEqual({ kind: "duplicate", first: 0 });
  expect(table.add(["80F940E8"], 0, 4)).toEqual({ kind: "added" });
});
