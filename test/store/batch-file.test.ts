import fc from "fast-check";
import { expect, test } from "vitest";
import { createDeviceTable } from "../../src/devices/device-table.ts";
import { batchFileBytes, encodeBatchFile, parseBatchFile } from "../../src/store/batch-file.ts";
import { tableOf } from "../support/tables.ts";

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(""));

test("what is written is read back, in order, within the room that is asked for", () => {
  const eids = fc.uniqueArray(digits(32), { maxLength: 20 });
  const place = fc.record({ source: fc.nat(65_534), line: fc.nat(2 ** 32 - 1) });
  fc.assert(
    fc.property(eids, place, (all, { source, line }) => {
      const table = createDeviceTable("IMEI EID Pair");
      const devices = all.map((eid) => [eid.slice(0, 15), eid] as const);
      for (const device of devices) table.add(device, source, line);
      const rows = Uint32Array.from({ length: table.size }, (_, row) => row);
      const bytes = encodeBatchFile(table, rows, Buffer.alloc(batchFileBytes(table, rows.length)));
      const text = bytes.toString("latin1").trimEnd().split("\n");
      const expected = Array.from(rows, (row) => [table.identifier(row, 0), table.identifier(row, 1)]);
      expect(text).toEqual([
        "source,line,imei,eid",
        ...expected.map((device) => [source + 1, line, ...device].join(",")),
      ]);
      const { bounds, sources, lines, ...shape } = parseBatchFile(bytes);
      expect(shape).toMatchObject({
        devices: rows.length,
        identifiersPerDevice: 2,
        kinds: ["imei", "eid"],
      });
      expect([...sources]).toEqual(Array.from(rows, () => source));
      expect([...lines]).toEqual(Array.from(rows, () => line));
      const read = Array.from({ length: bounds.length / 2 }, (_, at) =>
        bytes.toString("latin1", bounds[at * 2], bounds[at * 2 + 1]),
      );
      expect(read).toEqual(expected.flat());
    }),
  );
});

test("each device has its own place", () => {
  const table = createDeviceTable("ESN HEX");
  const places = [
    [0, 2],
    [3, 70_000],
    [65_534, 4_294_967_295],
  ] as const;
  for (const [at, [source, line]] of places.entries()) table.add([`0000000${at}`], source, line);
  const rows = Uint32Array.of(2, 0, 1);
  const bytes = encodeBatchFile(table, rows, Buffer.alloc(batchFileBytes(table, 3)));
  expect(parseBatchFile(bytes)).toMatchObject({
    sources: Uint16Array.of(65_534, 0, 3),
    lines: Uint32Array.of(4_294_967_295, 2, 70_000),
  });
});

test("one identifier a device", () => {
  const table = tableOf([["A0000000000001"], ["A0000000000002"]], "MEID");
  const bytes = encodeBatchFile(table, Uint32Array.of(1), Buffer.alloc(batchFileBytes(table, 1)));
  expect(bytes.toString()).toBe("source,line,meid\n1,3,A0000000000002\n");
  expect(parseBatchFile(bytes)).toMatchObject({ devices: 1, identifiersPerDevice: 1 });
});
