import { type Damaged, fits, isHexKind } from "./damaged-cell.ts";
import type { CauseTest } from "./form-causes.ts";

/** Causes that show in how the cell is written, whatever its digits are. */
export const writingTests: readonly CauseTest[] = [
  ["undecodable-byte", ({ text }) => text.includes("\uFFFD")],
  ["non-ascii-digits", hasOtherDigits],
  ["scientific-notation", isScientific],
  ["control-character", hasControlCharacter],
];

/** Digits of other scripts or widths; and letters that look like hexadecimal digits, or like a zero, where these are all that is wrong. */
function hasOtherDigits({ kind, text }: Damaged): boolean {
  if (!/[^\0-\x7F]/.test(text)) return false;
  if (/(?![0-9])\p{N}/u.test(text)) return true;
  const plain = text
    .normalize("NFKC")
    .replace(/[АВСЕОАΑΒΕΟавсеоο]/g, (letter) => lookalikes[letter] ?? letter);
  return plain !== text && fits(kind, isHexKind(kind) ? plain : plain.replaceAll("O", "0"));
}

/** Cyrillic and Greek. */
const lookalikes: Readonly<Record<string, string>> = {
  А: "A",
  В: "B",
  С: "C",
  Е: "E",
  О: "O",
  а: "A",
  в: "B",
  с: "C",
  е: "E",
  о: "O",
  Α: "A",
  Β: "B",
  Ε: "E",
  Ο: "O",
  ο: "O",
};

/** 8.91E+19, 8,91E+19, 3E14, 3.56*10^14; not 3587E12, which no spreadsheet writes. */
function isScientific({ bare }: Damaged): boolean {
  return (
    /^[0-9]([.,][0-9]+)?(E\+?|[*×X]10\^?)[0-9]{1,3}$/.test(bare) ||
    /^[0-9]+([.,][0-9]+)?E\+[0-9]{1,3}$/.test(bare)
  );
}

function hasControlCharacter({ kind, text }: Damaged): boolean {
  const without = text.replace(controls, "");
  return without !== text && fits(kind, without);
}

/** Marks of direction, too: harmless ones count as blanks. */
const controls = /[\p{Cc}\p{Cf}]/gu;
