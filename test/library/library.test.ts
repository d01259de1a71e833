import { describe, expect, onTestFinished, test } from "vitest";
import {
  buildUploadDevices,
  type Callback,
  openPlatform,
  type PlanOptions,
  parseCallback,
  planUploads,
  readDeviceList,
  type SandboxOptions,
  startSandbox,
  tallyUpload,
} from "../../src/index.ts";
import { failureOf } from "../support/failure.ts";
import { makePairs } from "../support/make-devices.ts";

const rowsOf = (count: number) => makePairs(count).map(({ imei, iccid }) => [imei, iccid]);
const pairs = rowsOf(3);
const csv = (rows: readonly (readonly string[])[], heading = "IMEI,ICCID") =>
  `${[heading, ...rows.map((row) => row.join(","))].join("\n")}\n`;
const read = (text: string | Uint8Array, options = {}) =>
  readDeviceList([{ name: "devices.csv", data: text }], options);
const sku = "VZW120000440008";
const asked: PlanOptions = { emailAddress: "me@x.com" };

describe("readDeviceList", () => {
  test("gives each row as a device with its place, or says why not", async () => {
    const list = await read(csv([...pairs, ["123", "456"]]));
    expect(list).toMatchObject({ uploadType: "IMEI ICCID Pair", rows: 4, refusedRows: 1, warningCount: 0 });
    expect(list.devices.map(({ line }) => line)).toEqual([2, 3, 4]);
    expect(list.devices[0]).toEqual({
      identifiers: [
        { kind: "IMEI", value: pairs[0]?.[0] },
        { kind: "ICCID", value: pairs[0]?.[1] },
      ],
      source: "devices.csv",
      line: 2,
    });
    expect(list.problems.map(({ code, line, column }) => [code, line, column])).toEqual([
      ["imei-form", 5, "IMEI"],
      ["iccid-form", 5, "ICCID"],
    ]);
  });

  test("reads bytes in pieces, text and several sources alike", async () => {
    const text = csv(pairs);
    async function* pieces() {
      for (const byte of Buffer.from(text)) yield Uint8Array.of(byte);
    }
    const whole = await read(text);
    expect(await read(Buffer.from(text))).toEqual(whole);
    expect((await readDeviceList([{ name: "devices.csv", data: pieces() }])).devices).toEqual(whole.devices);
    const twice = await readDeviceList([
      { name: "a.csv", data: text },
      { name: "b.csv", data: text },
    ]);
    expect([twice.devices.length, twice.rows, twice.refusedRows]).toEqual([3, 6, 3]);
  });

  test("fails as push does", async () => {
    expect(await failureOf(() => read("nothing\n"))).toMatchObject({ kind: "input" });
    expect(await failureOf(() => read(csv(pairs), { uploadType: "SIM" }))).toMatchObject({ kind: "usage" });
    expect(await failureOf(() => readDeviceList([]))).toMatchObject({ kind: "usage" });
  });
});

describe("planUploads", () => {
  test("cuts by SKU and size, in the order of the list", async () => {
    const rows = rowsOf(5).map((row, at) => [...row, at === 2 ? "VZW2" : "VZW1"]);
    const list = await read(csv(rows, "IMEI,ICCID,SKU"));
    const uploads = planUploads(list, { ...asked, batchSize: 3 });
    expect(uploads.map(({ sku: of, devices }) => [of, devices.map(({ line }) => line)])).toEqual([
      ["VZW1", [2, 3, 5]],
      ["VZW1", [6]],
      ["VZW2", [4]],
    ]);
  });

  test("a SKU that is given holds for rows without one, and refuses rows with another", async () => {
    const rows = rowsOf(2).map((row, at) => [...row, at === 0 ? "VZW2" : ""]);
    const list = await read(csv(rows, "IMEI,ICCID,SKU"), { sku });
    expect(list.problems.map(({ line, code }) => [line, code])).toEqual([[2, "differs-from-flag"]]);
    expect(list.devices.map((device) => device.sku)).toEqual([sku]);
  });

  test("plans nothing of a list with refused rows, unless they are to be left out", async () => {
    const list = await read(csv([...pairs, ["1", "2"]]), { sku });
    expect(await failureOf(() => planUploads(list, asked))).toMatchObject({
      kind: "input",
      message: "1 of 4 rows are refused; nothing is planned.",
    });
    expect(planUploads(list, { ...asked, skipInvalid: true })[0]?.devices).toHaveLength(3);
  });

  const activation = { activates: true, servicePlan: "P", zipCode: "12345" };
  test.each([
    [{}, {}, "sku is missing: devices.csv:2 has none."],
    [{ sku: "vzw1" }, {}, 'sku: SKUs are upper case, and "vzw1" is not.'],
    [{ sku }, { emailAddress: "me<@x.com" }, 'emailAddress: the platform refuses the character "<".'],
    [{ sku }, { accountName: " " }, "accountName: it is empty."],
    [{ sku }, { batchSize: 10_001 }, "batchSize: 10001 is not between 1 and 10000."],
    [{ sku }, { batchSize: 0 }, "batchSize: 0 is not between 1 and 10000."],
    [{ sku }, { activate: true }, "servicePlan is missing: devices.csv:2 has none."],
    [
      { sku, ...activation, zipCode: "1234" },
      { activate: true },
      'zipCode: "1234" is not a ZIP code of 5 digits.',
    ],
    [
      { sku, ...activation },
      { activate: true, ipPool: "a\\b" },
      'ipPool: the platform refuses the character "\\\\".',
    ],
  ])("refuses %j, %j", async (reading, options, message) => {
    const list = await read(csv(pairs), reading);
    expect(await failureOf(() => planUploads(list, { ...asked, ...options }))).toMatchObject({
      kind: "usage",
      message,
    });
  });

  test("takes plan and ZIP code from the rows where activation is asked for", async () => {
    const rows = pairs.map((pair, at) => [...pair, at === 0 ? "PLAN-A" : "PLAN-B", "02134"]);
    const list = await read(csv(rows, "IMEI,ICCID,Service Plan,ZIP"), { sku, activates: true });
    const uploads = planUploads(list, { ...asked, activate: true, ipPool: "pool" });
    expect(uploads.map(({ activate, devices }) => [activate, devices.length])).toEqual([
      [{ servicePlan: "PLAN-A", zipCode: "02134", ipPool: "pool" }, 1],
      [{ servicePlan: "PLAN-B", zipCode: "02134", ipPool: "pool" }, 2],
    ]);
  });
});

async function planned() {
  const [upload] = planUploads(await read(csv(pairs), { sku }), asked);
  if (upload === undefined) throw new Error("nothing was planned");
  return upload;
}

describe("buildUploadDevices", () => {
  test("refuses what is no device of the type: it would be dropped or refused by the platform", async () => {
    const upload = await planned();
    const [device] = upload.devices;
    if (device === undefined) throw new Error("no device");
    const swapped = { ...device, identifiers: device.identifiers.toReversed() };
    for (const devices of [[swapped], [{ ...device, identifiers: [{ kind: "IMEI", value: "1" }] }], []])
      expect(await failureOf(() => buildUploadDevices({ ...upload, devices }, "token"))).toMatchObject({
        kind: "usage",
      });
  });
});

describe("a platform", () => {
  async function open(options: SandboxOptions = {}) {
    const sandbox = await startSandbox(options);
    const platform = openPlatform({ endpoint: sandbox.endpoint });
    onTestFinished(async () => {
      await platform.close();
      await sandbox.close();
    });
    return { sandbox, platform };
  }

  test("takes an upload within a session, and not without", async () => {
    const { sandbox, platform } = await open();
    const upload = await planned();
    expect(await platform.logIn({ username: "me", password: "wrong" })).toMatchObject({ kind: "rejected" });
    const session = await platform.logIn({ username: "me", password: "sandbox" });
    const token = session.kind === "token" ? session.token : "";
    const envelope = buildUploadDevices(upload, token);
    expect(await platform.uploadDevices(envelope)).toMatchObject({ kind: "accepted" });
    expect(await platform.logOut(token)).toEqual({ kind: "loggedOut" });
    expect(await platform.uploadDevices(envelope)).toMatchObject({ kind: "session" });
    expect(sandbox.uploads.map(({ outcome, devices }) => [outcome, devices])).toEqual([
      ["accepted", 3],
      ["refused", 3],
    ]);
  });

  test("does not guard against sending twice: what is sent again is accepted again", async () => {
    const { sandbox, platform } = await open();
    const session = await platform.logIn({ username: "me", password: "sandbox" });
    const envelope = buildUploadDevices(await planned(), session.kind === "token" ? session.token : "");
    await platform.uploadDevices(envelope);
    expect(sandbox.acceptedMoreThanOnce()).toBe(0);
    await platform.uploadDevices(envelope);
    expect(sandbox.acceptedMoreThanOnce()).toBe(3);
  });

  test("says what is in doubt, and what was never sent", async () => {
    const { sandbox, platform } = await open({ faults: ["accept-then-reset@1"] });
    const session = await platform.logIn({ username: "me", password: "sandbox" });
    const envelope = buildUploadDevices(await planned(), session.kind === "token" ? session.token : "");
    expect(await platform.uploadDevices(envelope)).toMatchObject({ kind: "doubtful" });
    await sandbox.close();
    expect(await platform.uploadDevices(envelope)).toMatchObject({ kind: "notSent", code: "ECONNREFUSED" });
  });

  test.each([
    "http://uws.example/api",
    "https://me:pw@uws.example",
    "ftp://x",
    "x",
    "https://uws.example/?a",
  ])("is not at %s", async (endpoint) => {
    expect(await failureOf(() => openPlatform({ endpoint }))).toMatchObject({ kind: "usage" });
  });
});

describe("callbacks", () => {
  const message = (requestId: string, lines: string) =>
    `<CallbackRequest><Username>u</Username><Password>p</Password><RequestId>${requestId}</RequestId><Data><DeviceService><UploadDevices>${lines}</UploadDevices></DeviceService></Data></CallbackRequest>`;

  test("that are none are refused with a status to answer with", () => {
    expect(parseCallback("hello")).toMatchObject({ kind: "refused", reason: "notXml", status: 400 });
    expect(parseCallback("<a/>")).toMatchObject({ kind: "refused", reason: "notACallback", status: 422 });
    expect(parseCallback(message("r-1", ""))).toMatchObject({
      kind: "callback",
      callback: { requestId: "r-1" },
    });
  });

  const said = (requestId: string, lines: readonly (readonly [at: number, status: string])[]): Callback => ({
    username: undefined,
    password: undefined,
    requestId,
    service: "DeviceService",
    accountName: undefined,
    sku: undefined,
    lines: lines.map(([at, status]) => ({
      identifiers: [{ kind: "IMEI", value: pairs[at]?.[0] ?? "" }],
      status,
    })),
    counters: { total: undefined, pending: undefined, success: undefined, failed: undefined },
    device: [],
    fault: undefined,
    status: undefined,
    attempt: undefined,
  });

  test("are tallied by device, in any order and however often they come; those of other requests are passed over", async () => {
    const upload = await planned();
    const first = said("r-1", [[0, "Device upload successful"]]);
    const second = said("r-1", [[2, "IMEI (x) is invalid"]]);
    const other = said("r-2", [[1, "Device upload successful"]]);
    const tally = tallyUpload(upload, "r-1", [second, other, first, second]);
    expect(tally).toMatchObject({ isComplete: false, others: 1, surplus: 0 });
    expect(tally.lines.map(({ device, state, words }) => [device.line, state, words])).toEqual([
      [2, "uploaded", ["Device upload successful"]],
      [3, "awaiting", []],
      [4, "failed", ["IMEI (x) is invalid"]],
    ]);
    const third = said("r-1", [[1, "What nobody knows"]]);
    const all = tallyUpload(upload, "r-1", [first, second, third]);
    expect([all.isComplete, all.lines[1]?.state]).toEqual([true, "unknown"]);
  });

  test("that report the whole refused make every line refused", async () => {
    const fault = {
      ...said("r-1", []),
      service: "none" as const,
      fault: { code: "DeviceService.REQUEST_FAILED.AccountNotFound", text: "No" },
    };
    const tally = tallyUpload(await planned(), "r-1", [fault]);
    expect(tally.lines.map(({ state }) => state)).toEqual(["refused", "refused", "refused"]);
    expect(tally.fault).toEqual({ code: "DeviceService.REQUEST_FAILED.AccountNotFound", text: "No" });
  });
});
