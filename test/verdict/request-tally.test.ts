import { describe, expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import {
  batchOf,
  callback,
  iccid,
  imei,
  line,
  linesInShort,
  linesOf,
  odd,
  pair,
  pairBatch,
  submitted,
  tallyOf,
  upload,
  uploaded,
} from "./messages.ts";

const states = (callbacks: readonly Callback[], devices = 1) =>
  linesInShort(tallyOf(callbacks, { expected: batchOf(devices) }));

describe("the words on a device", () => {
  test("none: it is awaited", () => {
    expect(states([])).toEqual(["awaiting"]);
  });

  test("pending only: it is pending", () => {
    expect(states([upload([line(0, submitted)])])).toEqual([`pending: ${submitted}`]);
  });

  test.each([
    ["Device upload successful"],
    ["Line has been uploaded successfully"],
    ["line has been  UPLOADED successfully."],
  ])("%s: it is uploaded", (text) => {
    expect(states([upload([line(0, text)])])).toEqual(["uploaded"]);
  });

  test("a final word beats a pending one, whichever comes first", () => {
    const pending = upload([line(0, submitted)]);
    const final = upload([line(0, uploaded)]);
    expect(states([pending, final])).toEqual(["uploaded"]);
    expect(states([final, pending])).toEqual(["uploaded"]);
  });

  test("two success texts agree", () => {
    const both = [upload([line(0, uploaded)]), upload([line(0, "Line has been uploaded successfully")])];
    expect(states(both)).toEqual(["uploaded"]);
  });

  test("several failures are all shown, sorted", () => {
    const failures = [upload([line(0, "SIM Id (x) is invalid")]), upload([line(0, "IMEI () is invalid")])];
    expect(states(failures)).toEqual(["failed: IMEI () is invalid; SIM Id (x) is invalid"]);
  });

  test("a text that nobody knows is unknown and shown", () => {
    expect(states([upload([line(0, odd)])])).toEqual([`unknown: ${odd}`]);
    expect(states([upload([line(0, "")])])).toEqual(["unknown: "]);
  });

  test.each([
    [uploaded, "IMEI () is invalid"],
    [uploaded, odd],
    ["IMEI () is invalid", odd],
  ])("%s and %s: it is inconsistent", (first, second) => {
    const words = [first, second].sort().join("; ");
    expect(states([upload([line(0, first)]), upload([line(0, second)])])).toEqual([`inconsistent: ${words}`]);
  });

  test.each([
    "Duplicate Device ID (358755000000007) found in the request",
    "Duplicate EID (89033023000000009368114039138622) found in the request",
    "Duplicate Device ICCID (89148000000000000009) found in the request",
    "IMEI (358755000000007) is invalid",
    "IMEI () not provided",
    "EID (1) is invalid",
    "EID (eId) not provided",
    "SIM Id (iccId) is invalid",
    "SIM Id not provided",
  ])("the page's error %s: it failed", (text) => {
    expect(states([upload([line(0, text)])])).toEqual([`failed: ${text}`]);
  });

  test.each(["Service Plan Missing", "Service Plan Not Found", "Mdn Zip Code Missing"])(
    "%s speaks of the activation: whether it was uploaded is unknown",
    (text) => {
      expect(states([upload([line(0, text)])])).toEqual([`unknown: ${text}`]);
    },
  );
});

test("the platform's own sample has two uploaded devices", () => {
  const sample: Callback = callback({
    username: "test",
    password: "test",
    requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    accountName: "suvenduactiot",
    sku: "test",
    lines: [
      {
        identifiers: [iccid("18072019672556477006"), imei("180720196786706")],
        status: "Line has been uploaded successfully",
      },
      {
        identifiers: [iccid("18072019672556477007"), imei("180720196786707")],
        status: "Line has been uploaded successfully",
      },
    ],
    counters: { total: 2, pending: 0, success: 2, failed: 0 },
    attempt: 1,
  });
  const tally = tallyOf([sample], { requestId: sample.requestId });
  expect(tally.judgement()).toEqual({
    requestId: "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3",
    devices: 2,
    states: { uploaded: 2 },
    activations: {},
    statuses: [{ text: "Line has been uploaded successfully", state: "uploaded", devices: 2 }],
    callbacks: 1,
    repeats: 0,
    counters: { total: 2, pending: 0, success: 2, failed: 0 },
    surplus: 0,
    fault: undefined,
    disagreement: undefined,
    open: 0,
    isComplete: true,
    isFirm: false,
  });
});

describe("the devices of a batch", () => {
  test("are found by any one identifier, however it is spelled", () => {
    const [sim, modem] = pair(0);
    const spelled = { ...modem, kind: "IMEI", value: ` ${modem?.value.replace(/(.{6})/, "$1-")} ` };
    for (const identifiers of [[sim], [modem], [spelled], [modem, sim]]) {
      const found = identifiers.flatMap((each) => (each === undefined ? [] : [each]));
      expect(states([upload([{ identifiers: found, status: uploaded }])], 2)).toEqual([
        "uploaded",
        "awaiting",
      ]);
    }
  });

  test("have their place and their identifiers in the order of the upload type", () => {
    const [first] = linesOf(tallyOf([], { expected: batchOf(2) }));
    const [sim, modem] = pair(0);
    expect(first).toMatchObject({ place: { source: 0, line: 2 }, identifiers: [modem, sim] });
  });

  test("are found by one identifier beside kinds and values that are not theirs", () => {
    const foreign = [{ kind: "MDN", value: "5551234567" }, { kind: "EID", value: "1" }, imei("not digits")];
    expect(states([upload([{ identifiers: [...foreign, ...pair(0)], status: uploaded }])])).toEqual([
      "uploaded",
    ]);
  });

  test("are the same with IMEI and IMEISV, but digit for digit comes first", () => {
    const expected = pairBatch([
      ["180720196786706", "89148000000000000018"],
      ["180720196786707", "89148000000000000026"],
    ]);
    const said = (value: string, ...more: ReturnType<typeof iccid>[]) =>
      linesInShort(
        tallyOf([upload([{ identifiers: [imei(value), ...more], status: uploaded }])], { expected }),
      ).map((each) => each.split(":")[0]);
    expect(said("180720196786707")).toEqual(["awaiting", "uploaded"]);
    expect(said("1807201967867011", iccid("89148000000000000026"))).toEqual(["awaiting", "uploaded"]);
    // By its first 14 digits it may be either.
    expect(said("1807201967867011")).toEqual(["inconsistent", "inconsistent"]);
  });

  test("are told apart digit for digit even where one is an IMEISV of the other", () => {
    const expected = pairBatch([
      ["180720196786706", "89148000000000000018"],
      ["1807201967867011", "89148000000000000026"],
    ]);
    const said = (value: string) =>
      linesOf(tallyOf([upload([{ identifiers: [imei(value)], status: uploaded }])], { expected })).map(
        ({ state }) => state,
      );
    expect(said("180720196786706")).toEqual(["uploaded", "awaiting"]);
    expect(said("1807201967867011")).toEqual(["awaiting", "uploaded"]);
    expect(said("180720196786707")).toEqual(["awaiting", "uploaded"]);
  });

  test("are both inconsistent where one line points to two of them", () => {
    const identifiers = [...pair(0).slice(0, 1), ...pair(1).slice(1)];
    const text = `IMEI (${pair(1)[1]?.value}) is invalid`;
    const tally = tallyOf([upload([{ identifiers, status: text }])], { expected: batchOf(3) });
    const why = "the platform's identifiers for it belong to more than one device";
    const told = `inconsistent: ${text}; ${why}`;
    expect(linesInShort(tally)).toEqual([told, told, "awaiting"]);
  });

  test("are told from others, which are counted, each once", () => {
    const stranger = { identifiers: [iccid("89148000000000009994")], status: uploaded };
    const tally = tallyOf(
      [upload([line(0, uploaded), stranger]), upload([stranger]), upload([line(15, uploaded)])],
      { expected: batchOf(2) },
    );
    expect(tally.judgement()).toMatchObject({ devices: 2, states: { uploaded: 1, awaiting: 1 }, surplus: 2 });
  });
});

describe("without a ledger devices are discovered", () => {
  const found = (...groups: (readonly ReturnType<typeof imei>[])[]) =>
    linesOf(tallyOf(groups.map((identifiers) => upload([{ identifiers, status: uploaded }])))).map(
      ({ identifiers, state }) => `${identifiers.map(({ value }) => value).join("+")} ${state}`,
    );
  const [sim = iccid(""), modem = imei("")] = pair(0);

  test("by the identifiers that lines share, in the order of their kinds' names", () => {
    expect(found([modem], [sim], [modem, sim])).toEqual([`${sim.value}+${modem.value} uploaded`]);
    expect(found([modem, sim], [modem], [sim])).toEqual([`${sim.value}+${modem.value} uploaded`]);
    expect(found([modem], [sim])).toEqual([`${sim.value} uploaded`, `${modem.value} uploaded`]);
  });

  test("and one with two different identifiers of a kind is inconsistent", () => {
    const other = iccid("89148000000000009994");
    expect(found([modem, sim], [modem, other])).toEqual([
      `${sim.value}+${other.value}+${modem.value} inconsistent`,
    ]);
    expect(found([sim, other])).toEqual([`${sim.value}+${other.value} inconsistent`]);
  });

  test("and the words of lines that a later one joins are merged", () => {
    const tally = tallyOf([
      upload([{ identifiers: [modem], status: uploaded }]),
      upload([{ identifiers: [sim], status: odd }]),
    ]);
    expect(tally.judgement().states).toEqual({ uploaded: 1, unknown: 1 });
    expect(tally.apply(upload([{ identifiers: [modem, sim], status: submitted }]))).toBe(true);
    expect(linesInShort(tally)).toEqual([`inconsistent: ${submitted}; ${uploaded}; ${odd}`]);
  });

  test("and an IMEISV is the device of its IMEI, unless that makes two IMEIs one device", () => {
    const [a, b, both] = [imei("180720196786706"), imei("180720196786707"), imei("1807201967867011")];
    expect(found([a], [both])).toEqual([`${both.value}+${a.value} uploaded`]);
    expect(found([a], [b])).toEqual([`${a.value} uploaded`, `${b.value} uploaded`]);
    for (const order of [
      [a, b, both],
      [both, a, b],
      [a, both, b],
    ]) {
      expect(found(...order.map((each) => [each]))).toEqual([
        `${both.value}+${a.value}+${b.value} inconsistent`,
      ]);
    }
  });

  test("and values without a lawful form identify as text, kinds that are not ours do not", () => {
    const [short, mdn] = [imei("12345"), { kind: "MDN", value: "5551234567" }];
    expect(found([short, mdn], [{ ...short, value: " 123-45" }], [mdn])).toEqual(["12345 uploaded"]);
    expect(found([short, sim], [modem, sim])).toEqual([`${sim.value}+12345+${modem.value} inconsistent`]);
  });

  test("and lines without an identifier are one surplus device", () => {
    const nameless = upload([{ identifiers: [], status: "IMEI () not provided" }]);
    const tally = tallyOf([nameless, nameless]);
    expect(tally.judgement()).toMatchObject({ surplus: 1, states: {}, callbacks: 1, repeats: 1 });
  });
});

describe("a request is complete", () => {
  test("with a ledger when every device of the batch is final", () => {
    const tally = tallyOf([upload([line(0, uploaded), line(1, submitted)])], { expected: batchOf(2) });
    expect(tally.judgement()).toMatchObject({ open: 1, isComplete: false, isFirm: true });
    tally.apply(upload([line(1, odd)]));
    expect(tally.judgement()).toMatchObject({ open: 0, isComplete: true, isFirm: true });
  });

  test("without one when as many devices are final as the platform's largest total, which is not firm", () => {
    const tally = tallyOf([upload([line(0, uploaded)], [3])]);
    expect(tally.judgement()).toMatchObject({ devices: 3, states: { uploaded: 1, awaiting: 2 }, open: 2 });
    tally.apply(upload([line(1, uploaded), line(2, uploaded)], [2]));
    expect(tally.judgement()).toMatchObject({ devices: 3, isComplete: true, isFirm: false });
  });

  test("without one when as many devices are final as were expected, which is firm", () => {
    const tally = tallyOf([upload([line(0, uploaded)], [1])], { expectedCount: 2 });
    expect(tally.judgement()).toMatchObject({ devices: 2, open: 1, isComplete: false, isFirm: true });
    tally.apply(upload([line(1, uploaded)], [1]));
    expect(tally.judgement()).toMatchObject({ devices: 2, isComplete: true, isFirm: true, surplus: 0 });
    tally.apply(upload([line(2, uploaded)], [1]));
    expect(tally.judgement()).toMatchObject({ devices: 3, isComplete: true, surplus: 1 });
  });

  test("never while nobody said how many devices it has", () => {
    const tally = tallyOf([upload([line(0, uploaded)])]);
    expect(tally.judgement()).toMatchObject({
      devices: undefined,
      states: { uploaded: 1 },
      isComplete: false,
    });
  });
});

test("a redelivery says nothing new and is counted", () => {
  const tally = tallyOf([], { expected: batchOf(2) });
  const first = upload([line(0, uploaded)], [2, 0, 1, 0]);
  expect([tally.apply(first), tally.apply({ ...first, attempt: 2 })]).toEqual([true, false]);
  expect(tally.judgement()).toMatchObject({ callbacks: 1, repeats: 1 });
});

describe("texts", () => {
  test("that name their device are one status, and verbatim on the line", () => {
    const failures = [0, 1, 2].map((index) => line(index, `IMEI (${pair(index)[1]?.value}) is invalid`));
    for (const expected of [batchOf(3), undefined]) {
      const tally = tallyOf([upload(failures)], { expected });
      expect(tally.judgement().statuses).toEqual([
        { text: "IMEI (…) is invalid", state: "failed", devices: 3 },
      ]);
      const said = linesOf(tally).flatMap(({ words }) => words);
      expect(said.toSorted()).toEqual(failures.map(({ status }) => status).toSorted());
    }
  });

  test("that name another device stay as they are, whichever device they are met with first", () => {
    const text = `IMEI (${pair(0)[1]?.value}) is invalid`;
    for (const order of [
      [0, 1],
      [1, 0],
    ]) {
      const tally = tallyOf([upload(order.map((index) => line(index, text)))], { expected: batchOf(2) });
      expect(tally.judgement().statuses.map((each) => each.text)).toEqual([text, "IMEI (…) is invalid"]);
      expect(linesInShort(tally)).toEqual([`failed: ${text}`, `failed: ${text}`]);
    }
  });

  test("that would name one of two identifiers name none", () => {
    const other = iccid("89148000000000009994");
    const [sim = iccid(""), modem = imei("")] = pair(0);
    const tally = tallyOf([
      upload([{ identifiers: [modem, sim], status: `SIM Id (${sim.value}) is invalid` }]),
      upload([{ identifiers: [modem, other], status: `SIM Id (${other.value}) is invalid` }]),
    ]);
    expect(linesOf(tally)[0]?.words[0]).toBe("SIM Id (…) is invalid");
  });

  test("beyond a thousand leave the states right", () => {
    const expected = batchOf(4);
    const flood = Array.from({ length: 1_000 }, (_, index) => upload([line(0, `text ${index}`)]));
    const tally = tallyOf([...flood, upload([line(1, odd)]), upload([line(2, uploaded)])], { expected });
    tally.apply(upload([line(3, "IMEI (one more) is invalid")]));
    expect(linesOf(tally).map(({ state }) => state)).toEqual(["unknown", "unknown", "uploaded", "failed"]);
    expect(linesInShort(tally)[3]).toBe("failed: (one of many other texts)");
    expect(linesOf(tally)[0]?.words).toContain("(one of many other texts)");
  });

  test("are cut at 500 characters", () => {
    const [first] = linesOf(tallyOf([upload([line(0, "x".repeat(1_000))])], { expected: batchOf(1) }));
    expect(first?.words).toEqual([`${"x".repeat(500)}…`]);
  });

  test("that look like the name of an identifier do not change what others mean", () => {
    const text = "Device upload successful";
    const impostor = { identifiers: [imei(text)], status: text };
    const other = { identifiers: [imei("Device upload failed")], status: "Device upload failed" };
    expect(linesInShort(tallyOf([upload([impostor, other])]))).toEqual([
      "unknown: Device upload failed",
      "uploaded",
    ]);
  });
});

test("the line of a device is found by its identifiers", () => {
  const tally = tallyOf([upload([line(1, odd)])], { expected: batchOf(3) });
  expect(tally.lineOf(pair(1))).toMatchObject({ state: "unknown", words: [odd], place: { line: 3 } });
  expect(tally.lineOf(pair(0))).toMatchObject({ state: "awaiting" });
  expect(tally.lineOf(pair(9))).toBeUndefined();
  expect(tally.lineOf([...pair(0).slice(1), ...pair(1).slice(0, 1)])).toBeUndefined();
});
