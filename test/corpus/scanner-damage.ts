import type { CorpusRow } from "./outcome.ts";

/** What scanners, labels and fingers add or leave out. */
export const scannerDamage: readonly CorpusRow[] = [
  [
    "damage/prefix-imei.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-prefix: IMEI:358755110000020",
    "3:ICCID iccid-form scanner-prefix: ICCID 89148000000000000027",
  ],
  [
    "damage/prefix-serial.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-prefix: S/N 358755110000020",
  ],
  [
    "damage/prefix-gs1.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-prefix: (01)358755110000020",
  ],
  [
    "damage/prefix-aim.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-prefix: ]C1358755110000020",
  ],
  [
    "damage/prefix-asterisks.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-prefix: *358755110000020*",
  ],
  [
    "damage/suffix-semicolon.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-suffix: 358755110000020;",
  ],
  [
    "damage/suffix-words.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-suffix: 358755110000020 OK",
    "3:ICCID iccid-form scanner-suffix: 89148000000000000027F",
  ],
  [
    "damage/suffix-number.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form scanner-suffix: 358755110000020 1",
  ],
  [
    "damage/control-gs.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form control-character: 358755110000020\\u{1d}",
  ],
  [
    "damage/control-enq.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID iccid-form control-character: \\u{05}89148000000000000027",
  ],
  [
    "damage/reversed-by-a-mark.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form control-character: \\u{202e}358755110000020",
  ],
  [
    "damage/doubled.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form doubled-scan: 358755110000020358755110000020",
    "3:ICCID iccid-form doubled-scan: 8914800000000000002789148000000000000027",
  ],
  [
    "damage/doubled-lines.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form doubled-scan: 358755110000020\\u{0a}358755110000020",
  ],
  [
    "damage/two-imeis.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form several-identifiers: 358755110000020/358755110000046",
  ],
  [
    "damage/imei-and-iccid.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form several-identifiers: 358755110000020 89148000000000000027",
  ],
  [
    "damage/digits-missing.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form digits-missing: 358755110000",
    "3:ICCID iccid-form digits-missing: 89148000000000000",
  ],
  [
    "damage/digits-too-many.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form digits-too-many: 35875511000002012",
  ],
  [
    "damage/letters-o-and-l.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form letter-for-digit: 35875511O0O002O",
    "3:ICCID iccid-form letter-for-digit: 8914800000000000oo27",
  ],
  [
    "damage/letters-s-and-b.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form letter-for-digit: 3S8755110000020",
    "3:ICCID iccid-form letter-for-digit: B9148000000000000027",
  ],
  [
    "damage/full-width-digits.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form non-ascii-digits: ３５８７５５１１０００００２０",
  ],
  [
    "damage/arabic-digits.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form non-ascii-digits: ٣٥٨٧٥٥١١٠٠٠٠٠٢٠",
  ],
  [
    "damage/cyrillic-letters.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:ICCID iccid-form non-ascii-digits: 8914800О000000000027",
  ],
  [
    "damage/odd-separators.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form odd-separators: 35/875511/000002/0",
  ],
  [
    "damage/undecodable-byte.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI imei-form undecodable-byte: 35875511000002�",
  ],
  [
    "damage/forbidden-character.csv",
    "2 devices, IMEI ICCID Pair (comma, UTF-8)",
    "3:IMEI forbidden-character: ab<cd>'ef",
  ],
];
