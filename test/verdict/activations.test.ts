import { describe, expect, test } from "vitest";
import type { Callback } from "../../src/uws/callback.ts";
import type { RequestTallyOptions } from "../../src/verdict/request-tally.ts";
import {
  activation,
  batchOf,
  callback,
  imei,
  line,
  linesOf,
  pair,
  submitted,
  tallyOf,
  upload,
  uploaded,
} from "./messages.ts";

const noPlan = { code: "CarrierService.REQUEST_FAILED", text: "Service Plan Not Found" };

/** "activated", "failed: its words; ..." of each line. */
function activations(callbacks: readonly Callback[], options: Partial<RequestTallyOptions> = {}) {
  const tally = tallyOf(callbacks, { expected: batchOf(2), activates: true, ...options });
  return linesOf(tally).map(({ activation: state, activationWords }) =>
    activationWords.length === 0 ? state : `${state}: ${activationWords.join("; ")}`,
  );
}

describe("an activation", () => {
  test("that was asked for is awaited until there is a word on it", () => {
    expect(activations([upload([line(0, uploaded)])])).toEqual(["awaiting", "awaiting"]);
    expect(activations([upload([line(0, uploaded)])], { activates: false })).toEqual([undefined, undefined]);
  });

  test("that was not asked for counts where it is reported", () => {
    expect(activations([activation(pair(0))], { activates: false })).toEqual(["activated", undefined]);
  });

  test.each([undefined, "", "Success", "SUCCESS"])("with the status %s and no fault is done", (status) => {
    const [first] = activations([activation(pair(0), { status })]);
    expect(first?.split(":")[0]).toBe("activated");
  });

  test("with a fault or the status Failed has failed, with its words", () => {
    expect(activations([activation(pair(0), { fault: noPlan, status: "Failed" })])[0]).toBe(
      "failed: Service Plan Not Found",
    );
    expect(activations([activation(pair(0), { status: "failed" })])[0]).toBe("failed: failed");
  });

  test("with a fault belongs to its device, whatever the service", () => {
    const tally = tallyOf([callback({ service: "none", device: pair(0), fault: noPlan })], {
      expected: batchOf(2),
      activates: true,
    });
    expect(tally.judgement()).toMatchObject({
      states: { awaiting: 2 },
      activations: { failed: 1, awaiting: 1 },
      fault: undefined,
    });
  });

  test("with any other status is unknown, and the status is shown", () => {
    expect(activations([activation(pair(0), { status: "Queued" })])[0]).toBe("unknown: Queued");
    const elsewhere = callback({ service: "none", device: pair(0), status: "Success" });
    expect(activations([elsewhere])[0]).toBe("unknown: Success");
    expect(activations([callback({ service: "none", device: pair(0) })])[0]).toBe("awaiting");
  });

  test("with two different words is inconsistent", () => {
    expect(activations([activation(pair(0)), activation(pair(0), { fault: noPlan })])[0]).toBe(
      "inconsistent: Service Plan Not Found",
    );
  });

  test("of a device that two are named by is inconsistent for both", () => {
    const mixed = [...pair(0).slice(0, 1), ...pair(1).slice(1)];
    expect(activations([activation(mixed)])).toEqual(["inconsistent", "inconsistent"]);
  });

  test("never changes the state of the upload", () => {
    const words = [activation(pair(0)), activation(pair(1), { fault: noPlan })];
    const tally = tallyOf([...words, upload([line(0, submitted)])], { expected: batchOf(2) });
    expect(tally.judgement().states).toEqual({ pending: 1, awaiting: 1 });
  });

  test("of a device that is not in the batch is surplus", () => {
    const tally = tallyOf([activation(pair(9)), activation([])], { expected: batchOf(2) });
    expect(tally.judgement()).toMatchObject({ surplus: 2, activations: {} });
  });

  test("of thousands with their own names in the text is one text", () => {
    const failures = [0, 1].map((index) =>
      activation(pair(index), { fault: { code: "", text: `No device ${pair(index)[1]?.value}` } }),
    );
    expect(activations(failures)).toEqual(
      [0, 1].map((index) => `failed: No device ${pair(index)[1]?.value}`),
    );
  });

  test("names a device without a ledger, too", () => {
    const tally = tallyOf([activation([imei("358755000000007")])], { expectedCount: 2, activates: true });
    expect(tally.judgement()).toMatchObject({
      states: { awaiting: 2 },
      activations: { activated: 1, awaiting: 1 },
    });
  });
});

describe("until all is activated", () => {
  const until = (...callbacks: readonly Callback[]) =>
    tallyOf(callbacks, { expected: batchOf(2), activates: true, until: "activated" }).judgement();
  const upper = upload([line(0, uploaded), line(1, "IMEI () is invalid")]);

  test("uploaded devices are open, and those whose upload failed need no activation", () => {
    expect(until(upper)).toMatchObject({ open: 1, isComplete: false });
    expect(until(upper, activation(pair(0)))).toMatchObject({ open: 0, isComplete: true });
    expect(until(activation(pair(0)), upper)).toMatchObject({ open: 0, isComplete: true });
  });

  test.each([{ fault: noPlan }, { status: "Queued" }])("any word is final: %j", (more) => {
    expect(until(upper, activation(pair(0), more))).toMatchObject({ open: 0, isComplete: true });
  });

  test("an activation alone is not enough", () => {
    expect(until(activation(pair(0)), activation(pair(1)))).toMatchObject({ open: 2, isComplete: false });
  });

  test("lines that are not believed need none", () => {
    expect(until(upload(upper.lines, [2, 0, 0, 2]))).toMatchObject({
      states: { inconsistent: 2 },
      isComplete: true,
    });
  });
});
