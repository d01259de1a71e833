import type { ByteDecoder } from "./encoding.ts";

/**
 * A decoder that writes Excel's text formulas as CSV has them: a whole field `="358755110000012"` becomes `"=""358755110000012"""`, the
 * same text, quoted. Spreadsheets and macros write it so that a spreadsheet keeps the digits; a quote in a field that
 * is not quoted would be a mistake otherwise. Nothing else is changed: where quotes are right, such a field cannot stand in another one.
 */
export function withTextFormulas(decoder: ByteDecoder): ByteDecoder {
  let before = "\n";
  /** From its last "=" on: it may go on in what comes next. */
  let held: Uint8Array = nothing;

  function rewrite(text: Uint8Array, isEnd: boolean): Uint8Array {
    const all = held.length === 0 ? text : Buffer.concat([held, text]);
    const from = isEnd ? -1 : all.lastIndexOf(equals);
    const isOpen = from >= 0 && mayGoOn(all, from, before);
    held = isOpen ? all.subarray(from) : nothing;
    const whole = isOpen ? all.subarray(0, from) : all;
    const last = whole[whole.length - 1];
    const rewritten = hasFormula(whole) ? rewriteAll(whole, before, isEnd) : whole;
    if (last !== undefined) before = String.fromCharCode(last);
    return rewritten;
  }

  return {
    get encoding() {
      return decoder.encoding;
    },
    get oddByte() {
      return decoder.oddByte;
    },
    decode: (chunk) => rewrite(decoder.decode(chunk), false),
    end: () => rewrite(decoder.end(), true),
  };
}

/** Whether a formula may begin at `from` and not have ended. */
function mayGoOn(text: Uint8Array, from: number, before: string): boolean {
  if (text.length - from > longestFormula) return false;
  const start = Math.max(from - 1, 0);
  const tail = Buffer.from(text.buffer, text.byteOffset + start, text.length - start).toString("latin1");
  return openFormula.test(from === 0 ? before + tail : tail);
}

/** Of one record, whole. */
export function rewriteTextFormulas(record: Uint8Array): Uint8Array {
  return hasFormula(record) ? rewriteAll(record, "\n", true) : record;
}

function hasFormula(text: Uint8Array): boolean {
  return Buffer.from(text.buffer, text.byteOffset, text.length).includes('="');
}

/** `before`: the byte in front of it. Byte by byte, whatever the characters. */
function rewriteAll(text: Uint8Array, before: string, isEnd: boolean): Uint8Array {
  const bytes = Buffer.from(text.buffer, text.byteOffset, text.length).toString("latin1");
  const rewritten = (before + bytes).replace(isEnd ? formulaOrLast : formula, '"=""$1"""');
  return Buffer.from(rewritten.slice(before.length), "latin1");
}

/** A whole field. Longer than any identifier, and so short that little is held back; without "=" in it, for that is where text is cut. */
const formula = /(?<=[,;\t|\r\n])="([^"=\r\n,;\t|]{1,64})"(?=[,;\t|\r\n])/g;
const formulaOrLast = /(?<=[,;\t|\r\n])="([^"=\r\n,;\t|]{1,64})"(?=[,;\t|\r\n]|$)/g;
const openFormula = /^[,;\t|\r\n]=(?:"[^"=\r\n,;\t|]{0,64}"?)?$/;
const longestFormula = 68;

const equals = 0x3d;
const nothing = new Uint8Array(0);
