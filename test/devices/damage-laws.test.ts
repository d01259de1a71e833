import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { findFormCause } from "../../src/devices/find-form-cause.ts";
import { formCauses } from "../../src/devices/form-causes.ts";
import {
  type IdentifierKind,
  identifierKinds,
  identifiers,
  isDate,
  normaliseIdentifier,
  toNormalForm,
} from "../../src/devices/identifiers.ts";
import { withLuhn } from "../support/make-devices.ts";

interface Identifier {
  readonly kind: IdentifierKind;
  readonly text: string;
}

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(""));

const hex = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 15 }), { minLength: length, maxLength: length })
    .map((all) => all.map((digit) => digit.toString(16).toUpperCase()).join(""));

const texts: Readonly<Record<IdentifierKind, fc.Arbitrary<string>>> = {
  imei: fc.oneof(digits(14).map(withLuhn), digits(15), digits(16)),
  iccid: fc.oneof(
    ...[18, 19, 20].map((length) => digits(length - 3).map((middle) => withLuhn(`89${middle}`))),
  ),
  eid: digits(30).map((rest) => `89${rest}`),
  meid: hex(14),
  esn: hex(8),
};

const identifier: fc.Arbitrary<Identifier> = fc
  .constantFrom(...identifierKinds)
  .chain((kind) => texts[kind].map((text) => ({ kind, text })));

const gap = fc.constantFrom(
  " ",
  "-",
  "\u00a0",
  "\u200b",
  "\u2011",
  "\ufeff",
  "\u202d",
  "\t",
  "  ",
  " - ",
  "",
);

/** Gaps anywhere but where they would set one digit of an IMEISV apart. */
const dressed = fc
  .record({
    identifier,
    gaps: fc.array(gap, { minLength: 33, maxLength: 33 }),
    isSmall: fc.boolean(),
    hasFiller: fc.boolean(),
    wrapping: fc.constantFrom("", "formula", "apostrophe"),
  })
  .map(({ identifier: { kind, text }, gaps, isSmall, hasFiller, wrapping }) => {
    const single = kind === "imei" && text.length === 16 ? [1, 15] : [];
    const spaced = [...text].map((digit, at) => (single.includes(at) ? "" : gaps[at]) + digit).join("");
    const filled = spaced + (hasFiller && kind === "iccid" && text.length === 19 ? "f" : "") + gaps[32];
    const cell = isSmall ? filled.toLowerCase() : filled;
    const wrapped = wrapping === "formula" ? `="${cell}"` : wrapping === "apostrophe" ? `'${cell}` : cell;
    return { kind, text, cell: wrapped };
  })
  .filter(({ kind, cell }) => kind !== "esn" || !isDate(cell));

test("an identifier in any lossless dress is read as itself", () => {
  fc.assert(
    fc.property(dressed, ({ kind, text, cell }) => {
      expect(toNormalForm(kind, cell).text).toBe(text);
      expect(toNormalForm(kind, cell).forms.length > 0).toBe(cell !== text);
    }),
    { numRuns: 500 },
  );
});

test("whatever is accepted, its digits are those that stand in the cell, in their order", () => {
  const piece = fc.constantFrom(..."0123456789aBcDeFf'\"= -\u00a0\u200b\u2011\ufb00\uff11٣²");
  const cell = fc.oneof(
    dressed.map((each) => each.cell),
    fc.array(piece, { minLength: 8, maxLength: 36 }).map((pieces) => pieces.join("")),
    fc.tuple(dressed, fc.nat({ max: 40 }), piece).map(([each, at, by]) => replaceAt(each.cell, at, by)),
  );
  fc.assert(
    fc.property(fc.constantFrom(...identifierKinds), cell, (kind, text) => {
      const normal = normaliseIdentifier(kind, text);
      if (!identifiers[kind].hasForm(normal)) return;
      const written = text.replace(/[^0-9A-Za-z]/g, "").toUpperCase();
      expect(kind === "iccid" ? [normal, `${normal}F`] : [normal]).toContain(written);
    }),
    { numRuns: 2000 },
  );
});

type Damage = (identifier: Identifier, salt: number) => string;

const replaceAt = (text: string, at: number, by: string) => text.slice(0, at) + by + text.slice(at + 1);

/** What lines, spreadsheets and scanners do to an identifier. */
const damages: Readonly<Record<string, Damage>> = {
  "scientific notation": ({ text }, salt) => Number.parseInt(text, 16).toExponential(salt % 6),
  "scientific notation, with a comma": ({ text }, salt) =>
    (Number.parseFloat(text) || 1)
      .toExponential(1 + (salt % 5))
      .replace(".", ",")
      .toUpperCase(),
  thousands: ({ text }, salt) => text.replace(/\B(?=(.{3})+$)/g, ",.'"[salt % 3] ?? ","),
  "a decimal fraction": ({ text }, salt) => `${text}${salt % 2 === 0 ? ".0" : ",00"}`,
  "a letter for a digit": ({ text }, salt) => replaceAt(text, salt % text.length, "OoIlSZ|"[salt % 7] ?? "O"),
  "a full-width digit": ({ text }, salt) =>
    replaceAt(text, salt % text.length, String.fromCodePoint(0xff10 + (salt % 10))),
  "an Arabic digit": ({ text }, salt) =>
    replaceAt(text, salt % text.length, String.fromCodePoint(0x660 + (salt % 10))),
  "a byte that is not of the encoding": ({ text }, salt) => replaceAt(text, salt % text.length, "\ufffd"),
  "a control character": ({ text }, salt) => `${text}${["\u001d", "\u0005", "\u0003"][salt % 3]}`,
  "a second scan": ({ text }, salt) => text + ["", " ", ";", "\r\n"][salt % 4] + text,
  "a label": ({ kind, text }, salt) => `${kind}${[":", " ", "=", "#"][salt % 4]}${text}`,
  "a symbology identifier": ({ text }) => `]C1${text}`,
  "an application identifier": ({ text }) => `(01)${text}`,
  "a semicolon": ({ text }) => `${text};`,
  quotes: ({ text }) => `"${text}"`,
  "a formula": ({ text }) => `=${text}`,
  "two apostrophes": ({ text }) => `''${text}`,
  "a number behind an IMEI": ({ kind, text }, salt) =>
    kind === "imei" && text.length === 15 ? `${text} ${salt % 10}` : text,
  "Cyrillic letters": ({ text }) => text.replace("A", "А").replace("0", "О"),
};

describe("damage", () => {
  test.each(Object.entries(damages))(
    "%s is never accepted as other digits than the source's",
    (_, damage) => {
      fc.assert(
        fc.property(identifier, fc.nat(), (source, salt) => {
          const cell = damage(source, salt);
          const text = normaliseIdentifier(source.kind, cell);
          if (identifiers[source.kind].hasForm(text)) expect([cell, text]).toEqual([cell, source.text]);
        }),
        { numRuns: 200 },
      );
    },
  );
});

describe("the search for a cause", () => {
  const known = new Set<string | undefined>([undefined, ...Object.keys(formCauses)]);

  test("takes any cell", () => {
    const piece = fc.constantFrom(..."0123456789ABCDEFOIL.,;:'\"=+-()[]#* \t\u001d\u00a0\ufffd\uff10E");
    const cell = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(piece, { maxLength: 80 }).map((pieces) => pieces.join("")),
      dressed.map((each) => each.cell),
    );
    fc.assert(
      fc.property(fc.constantFrom(...identifierKinds), cell, (kind, text) => {
        expect(known.has(findFormCause(kind, text))).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test("ends soon on the longest cells: a pattern that looks at all pairs of characters would take minutes", () => {
    const units = [
      "1",
      "A",
      " ",
      "-",
      "=",
      '"',
      "'",
      ".",
      "1,",
      "1.",
      "1 ",
      "A1",
      ":",
      "1:",
      "E+",
      "(",
      "\u001d",
      "é",
      "\ufffd",
      "https://",
      "356'",
    ];
    for (const unit of units) {
      const long = unit.repeat((128 * 1024) / unit.length);
      for (const cell of [
        long,
        `${long}!`,
        `="${long}"`,
        `358755114743542${long}`,
        `${long}358755114743542`,
      ]) {
        for (const kind of identifierKinds) {
          expect(identifiers[kind].hasForm(normaliseIdentifier(kind, cell))).toBe(
            identifiers[kind].hasForm(normaliseIdentifier(kind, cell.replace(/[\s-]+/g, ""))),
          );
          expect(known.has(findFormCause(kind, cell))).toBe(true);
        }
      }
    }
  });
});
