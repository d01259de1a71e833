import { losslessDress } from "./lossless-dress.ts";
import { otherValues } from "./other-values.ts";
import type { CorpusRow } from "./outcome.ts";
import { scannerDamage } from "./scanner-damage.ts";
import { spreadsheetDamage } from "./spreadsheet-damage.ts";

/** Rows that lines, spreadsheets and scanners have damaged: refused, each with its cell and its probable cause. */
export const damage: readonly CorpusRow[] = [
  [
    "bad/columns-swapped.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form columns-swapped: 89148000000000000027",
    "3:ICCID iccid-form columns-swapped: 358755110000020",
  ],
  [
    "bad/decimal-meid.csv",
    "1 device, MEID (comma, UTF-8)",
    "3:MEID meid-form decimal-form: 270113177608226804",
  ],
  [
    "bad/duplicate-device.csv",
    "3 devices, IMEI ICCID Pair (comma, UTF-8)",
    "4:IMEI duplicate-device as on 2: 358755110000012",
  ],
  [
    "bad/leading-zeros-lost.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form leading-zeros-lost: 12345110000028",
  ],
  [
    "bad/letter-for-digit.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form letter-for-digit: 3O8755110000020",
  ],
  ["bad/missing-iccid.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)", "3:ICCID identifier-missing"],
  [
    "bad/one-imei-two-iccids.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "4:IMEI identifier-conflict as on 2: 358755110000012",
    "2:IMEI identifier-conflict as on 4: 358755110000012",
  ],
  [
    "bad/scientific-notation.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID iccid-form scientific-notation: 8.9148E+19",
    "4:IMEI imei-form scientific-notation: 3.58755E+14",
  ],
  ["bad/short-row.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)", "3:ICCID row-too-short"],
  [
    "bad/wrong-check-digits.csv",
    "3 devices, IMEI ICCID Pair (comma, UTF-8)",
    "warning 3:IMEI check-digit: 358755110000021",
  ],
  [
    "bad/wrong-check-digits.csv --check-digits error",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI check-digit: 358755110000021",
  ],
  ...losslessDress,
  ...spreadsheetDamage,
  ...scannerDamage,
  ...otherValues,
];
