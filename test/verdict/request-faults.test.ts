import { describe, expect, test } from "vitest";
import {
  batchOf,
  callback,
  fault,
  line,
  linesInShort,
  odd,
  submitted,
  tallyOf,
  upload,
  uploaded,
} from "./messages.ts";

const notCertified = "Device SKU is not Certified";
const unknownError = "Processing failed due to an unknown error";

const tallyAfter = (...callbacks: Parameters<typeof tallyOf>[0]) =>
  tallyOf(callbacks, { expected: batchOf(3) });

describe("a fault of a whole request", () => {
  test("that refuses it: lines without a final word are refused, the others stay", () => {
    const tally = tallyAfter(
      upload([line(0, submitted), line(1, "IMEI () is invalid")]),
      fault(notCertified),
    );
    expect(linesInShort(tally)).toEqual([
      `refused: ${submitted}; ${notCertified}`,
      "failed: IMEI () is invalid",
      `refused: ${notCertified}`,
    ]);
    expect(tally.judgement()).toMatchObject({
      states: { refused: 2, failed: 1 },
      fault: { code: "DeviceService.REQUEST_FAILED", text: notCertified },
      disagreement: undefined,
      open: 0,
      isComplete: true,
      isFirm: true,
    });
  });

  test("that leaves it in doubt: lines without a final word are unknown", () => {
    expect(linesInShort(tallyAfter(upload([line(1, "IMEI () is invalid")]), fault(unknownError)))).toEqual([
      `unknown: ${unknownError}`,
      "failed: IMEI () is invalid",
      `unknown: ${unknownError}`,
    ]);
  });

  test.each([
    ["nobody knows", "REQUEST_FAILED.Odd", "odd"],
    ["is of the session", "REQUEST_FAILED.SessionToken.Expired", ""],
  ])("that %s leaves it in doubt, with its code where it has no text", (_, code, text) => {
    const tally = tallyAfter(fault(text, code));
    expect(tally.judgement().states).toEqual({ unknown: 3 });
    expect(linesInShort(tally)[0]).toBe(`unknown: ${text || code}`);
  });

  test("of two that one doubts is not refused", () => {
    const tally = tallyAfter(fault(notCertified), fault(unknownError));
    expect(linesInShort(tally)[0]).toBe(`unknown: ${notCertified}; ${unknownError}`);
  });

  test("of many that one doubts is not refused, however many are kept", () => {
    const many = Array.from({ length: 25 }, (_, index) => fault(`Email Address (${index}) is invalid`));
    const tally = tallyAfter(...many);
    expect(tally.judgement().states).toEqual({ refused: 3 });
    expect([tally.apply(fault(unknownError)), tally.apply(fault(unknownError))]).toEqual([true, false]);
    expect(tally.judgement().states).toEqual({ unknown: 3 });
  });

  test("beside a success: final lines are inconsistent, the rest is unknown", () => {
    const tally = tallyAfter(upload([line(0, uploaded), line(1, "IMEI () is invalid")]), fault(notCertified));
    const why = "the platform reports a failure of the whole request, and successes in it";
    expect(linesInShort(tally)).toEqual([
      `inconsistent: ${uploaded}; ${notCertified}; ${why}`,
      `inconsistent: IMEI () is invalid; ${notCertified}; ${why}`,
      `unknown: ${notCertified}; ${why}`,
    ]);
    expect(tally.judgement()).toMatchObject({ disagreement: why, isComplete: true });
  });

  test("beside a success counter frees no device", () => {
    expect(tallyAfter(upload([], [3, 0, 1, 2]), fault(notCertified)).judgement().states).toEqual({
      unknown: 3,
    });
  });

  test("beside the success of a device that is not in the batch frees no device", () => {
    expect(tallyAfter(upload([line(9, uploaded)]), fault(notCertified)).judgement().states).toEqual({
      unknown: 3,
    });
  });

  test("whose counters count all as failed agrees with them", () => {
    const counted = callback({
      ...upload([], [3, 0, 0, 3]),
      fault: { code: "", text: notCertified },
    });
    expect(tallyAfter(counted).judgement()).toMatchObject({
      states: { refused: 3 },
      disagreement: undefined,
    });
  });

  test("frees no device where the counters are not believed", () => {
    const tally = tallyAfter(upload([line(0, submitted)], [4]), fault(notCertified));
    const why = "the platform counts 4 devices in all, and there are 3";
    expect(linesInShort(tally)[1]).toBe(`inconsistent: ${notCertified}; ${why}`);
    expect(tally.judgement().states).toEqual({ inconsistent: 3 });
  });

  test("without a ledger is final however many devices there are", () => {
    const tally = tallyOf([fault(notCertified)]);
    expect(tally.judgement()).toMatchObject({
      devices: undefined,
      states: {},
      isComplete: true,
      isFirm: false,
    });
    tally.apply(upload([line(0, submitted)], [2]));
    expect(tally.judgement()).toMatchObject({ devices: 2, states: { refused: 2 }, isComplete: true });
  });

  test.each([
    "Device SKU is not present in ODI",
    "Device SKU is not present in DMD",
    "Device SKU is not Certified",
    "Device SKU is CDMA Type and only exception request is supported",
    "Device SKU is missing status in DMD",
    "Device SKU is certified but not present in DMD",
    "No Profile found for email address (me@mycompany.com)",
    "There are no active/approved devices",
    "Device SKU (deviceSku) not provided",
    "Upload Type () not provided",
    "Upload Type (x) is invalid. (Must be one of ESN HEX, MEID, IMEI, IMEI ICCID Pair, IMEI ICCID Embedded SIM Pair or IMEI EID Pair)",
    "Email Address (odiPortalEmailAddress) not provided",
    "Email Address (me) is invalid",
    "Number of upload lines exceeds threshold of 10,000",
  ])("refuses with the page's error %s", (text) => {
    expect(tallyAfter(fault(text)).judgement().states).toEqual({ refused: 3 });
  });
});

describe("the status Failed without a fault", () => {
  const failed = callback({ status: "Failed" });

  test("leaves lines without a final word unknown, for it does not say why", () => {
    const tally = tallyAfter(upload([line(1, submitted)]), failed);
    const why = "the platform says Failed and not why";
    expect(linesInShort(tally)).toEqual([
      `unknown: ${why}`,
      `unknown: ${submitted}; ${why}`,
      `unknown: ${why}`,
    ]);
    expect(tally.judgement()).toMatchObject({ isComplete: true, fault: undefined, disagreement: undefined });
  });

  test("contradicts the successes beside it", () => {
    const states = tallyAfter(upload([line(0, uploaded), line(1, submitted)]), failed).judgement().states;
    expect(states).toEqual({ inconsistent: 1, unknown: 2 });
  });

  test("adds nothing to a fault", () => {
    expect(tallyAfter(failed, fault(notCertified)).judgement().states).toEqual({ refused: 3 });
  });

  test("is not any other status", () => {
    expect(tallyAfter(callback({ status: "Success" }), callback({ status: odd })).judgement().states).toEqual(
      {
        awaiting: 3,
      },
    );
  });
});
