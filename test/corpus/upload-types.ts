import type { CorpusRow } from "./outcome.ts";

/** One good file of each upload type. */
export const uploadTypes: readonly CorpusRow[] = [
  ["esn-hex.csv", "14 devices, ESN HEX (comma, UTF-8)"],
  ["imei-eid-pair.csv", "14 devices, IMEI EID Pair (tab, UTF-8)"],
  [
    "imei-iccid-embedded-sim-pair.csv --type imei-iccid-embedded",
    "14 devices, IMEI ICCID Embedded SIM Pair (semicolon, UTF-8)",
  ],
  ["imei-iccid-pair.csv", "14 devices, IMEI ICCID Pair (comma, UTF-8)"],
  ["imei.csv", "14 devices, IMEI (comma, UTF-8)"],
  ["meid.csv", "14 devices, MEID (pipe, UTF-8)"],
];
