import { describe, expect, test } from "vitest";
import { findFormCause } from "../../src/devices/find-form-cause.ts";
import { type FormCause, formCauses } from "../../src/devices/form-causes.ts";
import { type IdentifierKind, identifiers, normaliseIdentifier } from "../../src/devices/identifiers.ts";

type Example = readonly [kind: IdentifierKind, cell: string];

/** Cells and what probably happened to them. */
const examples: Readonly<Record<Exclude<FormCause, "columns-swapped">, readonly Example[]>> = {
  "undecodable-byte": [
    ["imei", "35875511474354\ufffd"],
    ["iccid", "\ufffd89148000005496577123"],
  ],
  "non-ascii-digits": [
    ["imei", "\uff13\uff15\uff18\uff17\uff15\uff15\uff11\uff11\uff14\uff17\uff14\uff13\uff15\uff14\uff12"],
    ["imei", "٣٥٨٧٥٥١١٤٧٤٣٥٤٢"],
    ["imei", "35875511474354２"],
    ["imei", "35875511474354²"],
    ["imei", "3587551147435４2; 8"],
    ["imei", "358755114743542".replace("0", "о").replace("5", "５")],
    ["iccid", "8914800ОО05496577123"],
    ["meid", "А1000000FFFFFF"],
    ["meid", "a1000000ffff\ufb00"],
    ["meid", "Ａ1000000FFFFFF"],
  ],
  "scientific-notation": [
    ["iccid", "8.91E+19"],
    ["iccid", "8,91E+19"],
    ["iccid", "8.91e+19"],
    ["iccid", '="8.91E+19"'],
    ["iccid", "'8.91E+19"],
    ["imei", "3.56E14"],
    ["imei", "3E14"],
    ["imei", "3.58755114743542E+14"],
    ["imei", "3.58755*10^14"],
    ["imei", "3,58755 × 10^14"],
    ["meid", "2.70E+17"],
  ],
  "control-character": [
    ["imei", "358755114743542\u001d"],
    ["imei", "\u0005358755114743542"],
    ["iccid", "\u000289148000005496577123\u0003"],
    ["imei", "358755114743542\u0085"],
    ["imei", "\u202e358755114743542"],
  ],
  "doubled-scan": [
    ["imei", "358755114743542358755114743542"],
    ["imei", "358755114743542 358755114743542"],
    ["imei", "358755114743542;358755114743542"],
    ["imei", "358755114743542\r\n358755114743542"],
    ["imei", "35-875511-474354-2/35-875511-474354-2"],
    ["imei", "IMEI:358755114743542 IMEI:358755114743542"],
    ["imei", "358755114743542\u001d358755114743542"],
    ["imei", "358755114743542".repeat(3)],
    ["imei", "35875511474354213587551147435421"],
    ["iccid", "8914800000549657712389148000005496577123"],
    ["eid", "89033023000000009368114039138622".repeat(2)],
    ["esn", "80F940E780F940E7"],
    ["meid", "a1000000ffffff,a1000000ffffff"],
  ],
  "several-identifiers": [
    ["imei", "358755114743542 358755119077961"],
    ["imei", "358755114743542/358755119077961"],
    ["imei", "358755114743542358755119077961"],
    ["imei", "358755114743542 89148000005496577123"],
    ["imei", "35875511474354289148000000000000019"],
    ["iccid", "89148000000000000019358755114743542"],
    ["iccid", "IMEI:358755114743542;ICCID:89148000000000000019"],
    ["iccid", "8914800000000000001989148000000000000027"],
    ["eid", "358755114743542 89033023000000009368114039138622"],
    ["meid", "A1000000FFFFFF/A1000000FFFFFE"],
    ["imei", Array.from({ length: 5000 }, (_, n) => 358755114743542 + n).join("\n")],
  ],
  "mac-address": [
    ["imei", "00:1A:2B:3C:4D:5E"],
    ["imei", "00-1a-2b-3c-4d-5e"],
    ["imei", "001A.2B3C.4D5E"],
    ["iccid", "001A2B3C4D5E"],
    ["esn", "00:1A:2B:3C:4D:5E"],
  ],
  "ip-address": [
    ["imei", "10.0.0.12"],
    ["iccid", "192.168.100.200"],
    ["imei", "fe80::1"],
    ["imei", "2001:db8:0:0:0:0:0:1"],
  ],
  date: [
    ["imei", "2026-11-25"],
    ["imei", "25.11.2026"],
    ["imei", "11/25/2026 10:15"],
    ["imei", "2026-11-25T10:15:00.000Z"],
    ["esn", "2026-11-25"],
  ],
  placeholder: [
    ["imei", "N/A"],
    ["imei", "n.a."],
    ["imei", "null"],
    ["imei", "#N/A"],
    ["imei", "#REF!"],
    ["imei", "#####"],
    ["imei", "0"],
    ["imei", "-"],
    ["imei", "???"],
    ["imei", "xxxxxxxxxxxxxxx"],
    ["imei", "000000000000000"],
    ["imei", "111111111111111"],
    ["iccid", "00000000000000000000"],
    ["eid", "0".repeat(32)],
    ["meid", "00000000000000"],
    ["esn", "ffffffff"],
    ["imei", "(blank)"],
    ["imei", "<empty>"],
  ],
  "thousands-separators": [
    ["imei", "356,938,035,643,809"],
    ["imei", "356.938.035.643.809"],
    ["imei", "356'938'035'643'809"],
    ["imei", "356’938’035’643’809"],
    ["imei", "356,938,035,643,809.00"],
    ["imei", "35,69,38,03,56,43,809"],
    ["iccid", "89.148.000.005.496.577.123"],
  ],
  "decimal-fraction": [
    ["imei", "358755114743542.0"],
    ["imei", "358755114743542,00"],
    ["imei", "358755114743542.5"],
    ["iccid", "89148000005496577123.0"],
  ],
  "decimal-form": [
    ["meid", "270113177608226804"],
    ["esn", "12810289456"],
  ],
  "check-digit-appended": [
    ["meid", "A100000000FFFF1"],
    ["meid", "a1-000000-00ffff-1"],
    ["meid", "991234567890123"],
  ],
  "other-identifier": [
    ["imei", "89148000005496577123"],
    ["imei", "89033023000000009368114039138622"],
    ["iccid", "358755114743542"],
    ["iccid", "8903 3023 0000 0000 9368 1140 3913 8622"],
    ["eid", "358755114743542"],
    ["eid", "89148000005496577123"],
    ["meid", "358755114743542"],
    ["imei", "A1000000FFFFFF"],
    ["imei", "268435456010000000"],
    ["esn", "358755114743542"],
  ],
  "phone-number": [
    ["imei", "5552345678"],
    ["imei", "15552345678"],
    ["imei", "(555) 123-4567"],
    ["imei", "+1 555-123-4567"],
    ["iccid", "555.123.4567"],
    ["iccid", "+49 171 1234567"],
    ["esn", "555-234-5678"],
  ],
  "scanner-prefix": [
    ["imei", "IMEI:358755114743542"],
    ["imei", "IMEI 358755114743542"],
    ["imei", "imei1: 35-875511-474354-2"],
    ["imei", "S/N 358755114743542"],
    ["imei", "S/N: 358755114743542"],
    ["imei", "(01)358755114743542"],
    ["imei", "]C1358755114743542"],
    ["imei", "]C1(21)358755114743542"],
    ["imei", "1P358755114743542"],
    ["imei", "S358755114743542"],
    ["imei", "*358755114743542*"],
    ["imei", "+358755114743542"],
    ["imei", "#358755114743542"],
    ["imei", "12. 358755114743542"],
    ["imei", "1 358755114743542"],
    ["imei", "https://example.com/scan?imei=358755114743542"],
    ["iccid", "ICCID=89148000005496577123"],
    ["eid", "EID 89033023000000009368114039138622"],
    ["meid", "MEID:A1000000FFFFFF"],
    ["meid", "MEIDA1000000FFFFFF"],
    ["esn", "0x80f940e7"],
  ],
  "scanner-suffix": [
    ["imei", "358755114743542;"],
    ["imei", "358755114743542,"],
    ["imei", "358755114743542 OK"],
    ["imei", "358755114743542/01"],
    ["imei", "358755114743542 1"],
    ["imei", "358755114743542A"],
    ["iccid", "89148000005496577123F"],
    ["iccid", "89148000005496577123 (Verizon)"],
    ["esn", "80F940E7;"],
  ],
  "letter-for-digit": [
    ["imei", "3587551I474354O"],
    ["imei", "358755l14743542"],
    ["imei", "3S8755114743542"],
    ["iccid", "B9148000005496577123"],
    ["meid", "AlOOOOOOFFFFFF"],
    ["esn", "8OF940E7"],
  ],
  quoted: [
    ["imei", '"358755114743542"'],
    ["imei", "'358755114743542'"],
    ["imei", "“358755114743542”"],
  ],
  formula: [
    ["imei", "=358755114743542"],
    ["imei", "=A2"],
    ["imei", '=TEXT(A2,"0")'],
    ["imei", "@A2"],
  ],
  "odd-separators": [
    ["imei", "35/875511/474354/2"],
    ["imei", "35.875511.474354.2"],
    ["imei", "3587551147435.42"],
    ["iccid", "8914_8000_0054_9657_7123"],
    ["meid", "A1:00:00:00:FF:FF:FF"],
  ],
  "leading-zeros-lost": [
    ["imei", "12345110000028"],
    ["esn", "1234567"],
  ],
  "check-digit-missing": [
    ["imei", "35875511474354"],
    ["imei", "35-875511-474354"],
    ["imei", "12345110000029"],
  ],
  "digits-missing": [
    ["imei", "358755114743"],
    ["iccid", "89148000005496577"],
    ["iccid", "891480000054965"],
    ["eid", "8903302300000000936811403913862"],
    ["meid", "A1000000FFFFF"],
    ["esn", "80F940E"],
  ],
  "digits-too-many": [
    ["imei", "35875511474354212"],
    ["iccid", "891480000054965771234"],
    ["eid", "890330230000000093681140391386221"],
    ["meid", "A1000000FFFFFF12"],
    ["esn", "80F940E71"],
  ],
  "serial-number": [
    ["imei", "SN12345678"],
    ["imei", "AB12-3456-XY"],
    ["iccid", "MOD 4711/22"],
    ["esn", "SX998877"],
  ],
};

const rows = Object.entries(examples).flatMap(([cause, cells]) =>
  cells.map(([kind, cell]) => [kind, cell.slice(0, 60), cause, cell] as const),
);

describe("the probable cause", () => {
  test.each(rows)("%s %j: %s", (kind, _, cause, cell) => {
    expect(findFormCause(kind, cell)).toBe(cause);
  });

  test.each<Example>([
    ["imei", ""],
    ["imei", "HELLO"],
    ["imei", "<b>358755114743542</b>"],
    ["imei", "John Smith"],
    ["imei", "12"],
    ["imei", "358755"],
    ["meid", "GGGGGGGGGGGGGG"],
  ])("%s %j: nothing can be told", (kind, cell) => {
    expect(findFormCause(kind, cell)).toBeUndefined();
  });

  test("every cause has an example, but those that take two cells", () => {
    expect([...Object.keys(examples), "columns-swapped", "imeisv-of-imei"].sort()).toEqual(
      Object.keys(formCauses).sort(),
    );
  });

  test.each(rows.filter(([, , cause]) => cause !== "placeholder"))(
    "%s %j (%s) is not accepted",
    (kind, _, __, cell) => {
      expect(identifiers[kind].hasForm(normaliseIdentifier(kind, cell))).toBe(false);
    },
  );
});
