import type { CorpusRow } from "./outcome.ts";

/** What stands in the column of an identifier and is another thing, and identifiers that stand twice. */
export const otherValues: readonly CorpusRow[] = [
  [
    "damage/swapped-everywhere.csv",
    "0 devices, IMEI ICCID Pair (comma, UTF-8)",
    "2:IMEI imei-form columns-swapped: 89148000000000000019",
    "2:ICCID iccid-form columns-swapped: 358755110000012",
    "3:IMEI imei-form columns-swapped: 89148000000000000027",
    "3:ICCID iccid-form columns-swapped: 358755110000020",
    "4:IMEI imei-form columns-swapped: 89148000000000000035",
    "4:ICCID iccid-form columns-swapped: 358755110000038",
    "2:IMEI every-row-swapped: 89148000000000000019",
  ],
  [
    "damage/other-identifier.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID iccid-form other-identifier: 358755110000046",
  ],
  [
    "damage/iccid-for-eid.csv",
    "0 devices, IMEI EID Pair (comma, UTF-8)",
    "2:EID eid-form other-identifier: 89148000000000000019",
  ],
  ["damage/decimal-esn.csv", "1 device, ESN HEX (comma, UTF-8)", "3:ESN esn-form decimal-form: 12810289456"],
  [
    "damage/meid-check-digit.csv",
    "1 device, MEID (comma, UTF-8)",
    "3:MEID meid-form check-digit-appended: A10000123456789",
  ],
  [
    "damage/phone-number.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form phone-number: 5552345678",
    "3:ICCID iccid-form phone-number: +1 (555) 234-5678",
  ],
  [
    "damage/mac-address.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form mac-address: 00:1A:2B:3C:4D:5E",
    "3:ICCID iccid-form mac-address: 00-1a-2b-3c-4d-5e",
  ],
  [
    "damage/ip-address.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form ip-address: 10.0.0.12",
  ],
  [
    "damage/serial-number.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form serial-number: SN12345678",
  ],
  [
    "damage/placeholders.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form placeholder: N/A",
    "3:ICCID iccid-form placeholder: #N/A",
  ],
  [
    "damage/placeholder-zeros.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form placeholder: 000000000000000",
    "3:ICCID iccid-form placeholder: 00000000000000000000",
  ],
  [
    "damage/placeholder-dash.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form placeholder: -",
  ],
  ["damage/nothing-to-tell.csv", "2 devices, IMEI ICCID Pair (comma, UTF-8)", "3:IMEI imei-form: Pos. A"],
  [
    "damage/wrong-eid-check.csv",
    "2 devices, IMEI EID Pair (comma, UTF-8)",
    "warning 3:EID check-digit: 89033023000000009368114039138623",
  ],
  [
    "damage/wrong-eid-check.csv --check-digits error",
    "1 device, IMEI EID Pair (comma, UTF-8)",
    "3:EID check-digit: 89033023000000009368114039138623",
  ],
  ["damage/wrong-eid-check.csv --check-digits off", "2 devices, IMEI EID Pair (comma, UTF-8)"],
  [
    "damage/one-iccid-two-imeis.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID identifier-conflict as on 2: 89148000000000000019",
    "2:ICCID identifier-conflict as on 3: 89148000000000000019",
  ],
  [
    "damage/imeisv-of-imei.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-8), 1 imeisvs",
    "3:IMEI identifier-conflict imeisv-of-imei as on 2: 3587551100000101",
    "2:IMEI identifier-conflict imeisv-of-imei as on 3: 358755110000012",
  ],
];
