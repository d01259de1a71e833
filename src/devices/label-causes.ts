import { type Damaged, fits, isHexKind, looksGenuine } from "./damaged-cell.ts";
import type { IdentifierKind } from "./identifiers.ts";

/** Whether taking the matches of a pattern off a text leaves an identifier of the kind. */
export function hasAroundIt(kind: IdentifierKind, text: string, pattern: RegExp): boolean {
  const rest = text.replace(pattern, "");
  return rest !== text && fits(kind, rest);
}

/**
 * Whether an identifier stands behind something that labels and scanners put there: "IMEI:", "S/N", a GS1 application identifier
 * "(01)", an AIM symbology identifier "]C1", a data identifier "1P", an asterisk on both sides.
 */
export function isBehindPrefix({ kind, text }: Damaged): boolean {
  const prefix = isHexKind(kind) ? hexPrefix : decimalPrefix;
  let rest = text;
  for (let times = 0; times < 3; times++) {
    const taken = prefix.exec(rest)?.[0] ?? "";
    if (taken === "") return false;
    rest = rest.slice(taken.length);
    const isSure = !/^[A-Z]$/.test(taken);
    const whole = rest.replace(/[^0-9A-Z]{1,8}$/, "");
    if (isSure ? fits(kind, whole) : looksGenuine(kind, whole)) return true;
  }
  return false;
}

/** Whether an identifier stands before something else, other than digits alone. */
export function isBeforeSuffix({ kind, text }: Damaged): boolean {
  return suffixes.some((pattern) => {
    const taken = pattern.exec(text)?.[0] ?? "";
    const rest = text.slice(0, text.length - taken.length);
    return taken !== "" && (/^[A-Z]$/.test(taken) ? looksGenuine(kind, rest) : fits(kind, rest));
  });
}

/** ISO/IEC 15424; GS1; a link; a label's word and its colon; ANSI MH10.8.2; a number in a list; punctuation. */
const decimalPrefix =
  /^(?:\][A-Z][0-9]|\([0-9]{2,4}\)|[A-Z]\S{0,80}[=/](?=[0-9]+$)|[A-Z][A-Z /.]{0,20}[0-9]?[ .]{0,2}[:=#]\s{0,4}|[0-9]{0,2}[A-Z][A-Z/. ]{0,20}|[0-9]{1,5}[).:;,#]\s{0,4}|[0-9]{1,5}\s{1,4}(?=[0-9]+$)|[^0-9A-Z=@]{1,8})/;

/** A letter may be a digit, so only words that are known. */
const hexPrefix =
  /^(?:\][A-Z][0-9]|\([0-9]{2,4}\)|(?:MEID|ESN|HEX|S\/?N|DEVICE ?ID|0X)[^0-9A-Z]{0,8}|[^0-9A-Z=@]{1,8})/;

const suffixes: readonly RegExp[] = [
  /[^0-9A-Z]{1,16}$/,
  /[^0-9A-Z-][^0-9A-Z]{0,8}[0-9A-Z]{1,10}[^0-9A-Z]{0,4}$/,
  /[A-Z][A-Z ]{0,15}$/,
];
