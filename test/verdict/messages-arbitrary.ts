import fc from "fast-check";
import type { Callback, CallbackCounters, CallbackIdentifier, CallbackLine } from "../../src/uws/callback.ts";
import { callback, iccid, imei, odd, submitted, uploaded } from "./messages.ts";

/** Few devices, so that messages meet: the first two IMEIs differ in the check digit alone. */
export const devices: readonly (readonly [imei: string, iccid: string])[] = [
  ["180720196786706", "89148000000000000018"],
  ["180720196786707", "89148000000000000026"],
  ["358755000000007", "89148000000000000034"],
  ["358755000000015", "89148000000000000042"],
  ["358755000000023", "89148000000000000059"],
];

const aboutDevice = fc
  .constantFrom(...devices)
  .chain(([modem, sim]) =>
    fc.constantFrom<readonly CallbackIdentifier[]>(
      [iccid(sim), imei(modem)],
      [iccid(sim), imei(modem)],
      [imei(modem)],
      [iccid(sim)],
      [imei(`${modem.slice(0, 14)}11`), iccid(sim)],
      [iccid(sim), imei(modem), { kind: "MDN", value: "5551234567" }],
    ),
  );

/** Also what should never come: an IMEISV of two devices, devices of nobody, one of two kinds, none. */
const oddIdentifiers = fc.constantFrom<readonly CallbackIdentifier[]>(
  [imei("1807201967867011")],
  [imei("358755000000007"), iccid("89148000000000000042")],
  [imei("358755000000007"), iccid("89148000000000009994")],
  [imei("358755009999997"), iccid("89148000000000009994")],
  [iccid("89148000000000000018"), iccid("89148000000000000026")],
  [imei("no digits")],
  [],
);

const identifiers = fc.oneof(
  { arbitrary: aboutDevice, weight: 12 },
  { arbitrary: oddIdentifiers, weight: 1 },
);

const statuses = fc.constantFrom(
  uploaded,
  uploaded,
  uploaded,
  "Line has been uploaded successfully",
  submitted,
  "IMEI (358755000000007) is invalid",
  "SIM Id () not provided",
  odd,
);

const line: fc.Arbitrary<CallbackLine> = fc.record({ identifiers, status: statuses });

const counter = fc.option(fc.nat(6), { nil: undefined });
const counters: fc.Arbitrary<CallbackCounters> = fc.record({
  total: counter,
  pending: counter,
  success: counter,
  failed: counter,
});

const fault = fc.constantFrom(
  { code: "", text: "Device SKU is not Certified" },
  { code: "", text: "Processing failed due to an unknown error" },
  { code: "REQUEST_FAILED.SessionToken.Expired", text: "" },
);

const uploadCallback = fc
  .record({ lines: fc.array(line, { maxLength: 6 }), counters })
  .map((parts) => callback(parts));

/** What a platform means that counts its own lines right. */
const honestCallback = fc.uniqueArray(fc.nat(devices.length - 1), { minLength: 1 }).map((indexes) => {
  const lines = indexes.map((index) => ({
    identifiers: [imei(devices[index]?.[0] ?? ""), iccid(devices[index]?.[1] ?? "")],
    status: index === 4 ? "IMEI () is invalid" : uploaded,
  }));
  const failed = indexes.includes(4) ? 1 : 0;
  return callback({
    lines,
    counters: { total: lines.length, pending: 0, success: lines.length - failed, failed },
  });
});

const carrierCallback = fc
  .record({
    device: identifiers,
    status: fc.constantFrom(undefined, undefined, "Success", "Failed", "Queued"),
    fault: fc.option(fault, { freq: 4, nil: undefined }),
  })
  .map((parts) => callback({ service: "CarrierService", ...parts }));

const wholeFault = fc
  .record({
    fault: fc.option(fault, { nil: undefined }),
    status: fc.constantFrom("Failed", undefined),
    counters,
  })
  .map((parts) => callback({ service: "none", ...parts }));

/** Any messages of one request. */
export const callbacksOfRequest: fc.Arbitrary<readonly Callback[]> = fc.array(
  fc.oneof(
    { arbitrary: uploadCallback, weight: 6 },
    { arbitrary: honestCallback, weight: 4 },
    { arbitrary: carrierCallback, weight: 3 },
    { arbitrary: wholeFault, weight: 1 },
  ),
  { maxLength: 8 },
);

/** The same in another order, some of them more than once. */
export function redelivered(callbacks: readonly Callback[]): fc.Arbitrary<readonly Callback[]> {
  return fc
    .shuffledSubarray([...callbacks])
    .chain((some) =>
      fc.shuffledSubarray([...callbacks, ...some], { minLength: callbacks.length + some.length }),
    );
}
