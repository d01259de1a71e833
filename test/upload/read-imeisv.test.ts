import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { readDevices } from "../../src/upload/read-devices.ts";
import type { DeviceInput, DeviceSource } from "../../src/upload/read-types.ts";

const why = "imeisv-of-imei";

test("an IMEISV of a device that came as IMEI is a duplicate that says why", async () => {
  const { devices, problems } = await read("IMEI\n490154203237518\n49-015420-323751-01\n490154203237518\n");
  expect(devices.accepted).toBe(1);
  const at = { kind: "duplicate-device", severity: "error", source: 0, column: "IMEI" };
  const other = { source: 0, line: 2 };
  expect(problems.errors).toEqual([
    { ...at, line: 3, value: "49-015420-323751-01", cause: why, other },
    { ...at, line: 4, value: "490154203237518", other },
  ]);
});

test("an IMEISV with another partner is a conflict that says why, in both rows", async () => {
  const { devices, problems } = await read(
    "IMEI,ICCID\n490154203237518,89148000000000000027\n4901542032375101,89148000000000000035\n",
  );
  expect(devices.accepted).toBe(0);
  const at = { kind: "identifier-conflict", severity: "error", source: 0, column: "IMEI", cause: why };
  expect(problems.errors).toEqual([
    { ...at, line: 3, value: "4901542032375101", other: { source: 0, line: 2 } },
    { ...at, line: 2, value: "490154203237518", other: { source: 0, line: 3 } },
  ]);
});

test("a file's name cannot forge a line: it is visible in reports and errors", async () => {
  const name = "a\nerror: b\u001b[31m\u202e.csv";
  const shown = "a\\u{0a}error: b\\u{1b}[31m\\u{202e}.csv";
  const { sources } = await read("IMEI\n490154203237518\n", name);
  expect(sources.map((source) => source.name)).toEqual([shown]);
  await expect(read("IMEI\n", name)).rejects.toMatchObject({
    message: `${shown} has a header, but no devices below it.`,
  });
  const unreadable: DeviceSource = {
    name,
    open: () => {
      throw Object.assign(new Error(`bad, open '${name}'`), { code: "EODD" });
    },
  };
  await expect(
    readDevices({ sources: [unreadable], checkDigits: "warn", signal: new AbortController().signal }),
  ).rejects.toMatchObject({ message: `Cannot read ${shown}: bad, open '${shown}' (EODD).` });
});

function read(content: string, name = "devices.csv"): Promise<DeviceInput> {
  const source: DeviceSource = { name, open: () => Readable.from([Buffer.from(content)]) };
  return readDevices({ sources: [source], checkDigits: "warn", signal: new AbortController().signal });
}
