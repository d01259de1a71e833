import type { CorpusRow } from "./outcome.ts";

/** What spreadsheets and locales make of numbers. */
export const spreadsheetDamage: readonly CorpusRow[] = [
  [
    "damage/scientific-dot.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scientific-notation: 3.56E14",
    "3:ICCID iccid-form scientific-notation: 8.91E+19",
  ],
  [
    "damage/scientific-comma.csv",
    "2 devices, IMEI ICCID Pair (semicolon, UTF-8)",
    "3:IMEI imei-form scientific-notation: 3,56E+14",
    "3:ICCID iccid-form scientific-notation: 8,91E+19",
  ],
  [
    "damage/scientific-as-text.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    '3:ICCID iccid-form scientific-notation: ="8.91E+19"',
  ],
  [
    "damage/thousands-commas.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form thousands-separators: 358,755,110,000,020",
  ],
  [
    "damage/thousands-points.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form thousands-separators: 358.755.110.000.020",
  ],
  [
    "damage/thousands-apostrophes.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form thousands-separators: 358'755'110'000'020",
  ],
  [
    "damage/decimal-fraction.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form decimal-fraction: 358755110000020.0",
  ],
  [
    "damage/fourteen-digits.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form check-digit-missing: 35875511000002",
  ],
  [
    "damage/esn-leading-zero.csv",
    "1 device, ESN HEX (comma, UTF-8)",
    "3:ESN esn-form leading-zeros-lost: 1234567",
  ],
  [
    "damage/formula.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form formula: =A2",
    '3:ICCID iccid-form formula: =TEXT(B2,"0")',
  ],
  [
    "damage/quoted.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    '3:IMEI imei-form quoted: "358755110000020"',
  ],
  [
    "damage/rounded-column.csv",
    "0 devices, IMEI ICCID Pair (comma, UTF-8)",
    "2:ICCID rounded-identifier: 89148000000000000000",
    "3:ICCID rounded-identifier: 89148000000000000000",
    "4:ICCID rounded-identifier: 89148000000000100000",
  ],
  [
    "damage/rounded-column.csv --check-digits off",
    "0 devices, IMEI ICCID Pair (comma, UTF-8)",
    "2:ICCID rounded-identifier: 89148000000000000000",
    "3:ICCID rounded-identifier: 89148000000000000000",
    "4:ICCID rounded-identifier: 89148000000000100000",
  ],
  [
    "damage/rounded-single.csv",
    "0 devices, IMEI ICCID Pair (comma, UTF-8)",
    "2:ICCID rounded-identifier: 89148000000000100000",
  ],
  [
    "damage/rounded-single.csv --check-digits off",
    "1 device, IMEI ICCID Pair (comma, UTF-8)",
    "warning 2:ICCID rounded-identifier: 89148000000000100000",
  ],
  ["damage/rounded-by-chance.csv", "3 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "damage/rounded-one-of-many.csv",
    "3 devices, IMEI ICCID Pair (comma, UTF-8)",
    "warning 3:ICCID check-digit: 89148000000000100000",
    "warning 3:ICCID rounded-identifier: 89148000000000100000",
  ],
  ["damage/rounded-one-of-many.csv --check-digits off", "3 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "damage/rounded-one-of-many.csv --check-digits error",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID check-digit: 89148000000000100000",
    "warning 3:ICCID rounded-identifier: 89148000000000100000",
  ],
  [
    "damage/rounded-eid.csv",
    "0 devices, IMEI EID Pair (comma, UTF-8)",
    "2:EID rounded-identifier: 89033023000000000000000000000000",
    "3:EID rounded-identifier: 89033023000000100000000000000000",
  ],
];
