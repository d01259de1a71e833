/** Copies a message while it is parsed, as UTF-8, with `***` in place of whatever its secret elements hold. */
export interface Redaction {
  /** The next piece of the message, before it is parsed; it ends with a whole character. */
  begin(text: string): void;
  /** A secret element was opened; `position` is right behind its tag, in UTF-16 code units from the message's beginning. */
  hide(position: number): void;
  /** It was closed; `position` is right behind its closing tag. One that is nil holds nothing in the copy. */
  show(position: number, isNil: boolean): void;
  /** The piece was parsed. */
  finish(): void;
  /** The whole copy, in UTF-8. */
  body(): Buffer;
}

export function createRedaction(): Redaction {
  const copies: string[] = [];
  let piece = "";
  let pieceStart = 0;
  let taken = 0;
  let copy = "";
  let hidden: Hidden | undefined;
  const takeUpTo = (position: number): string => {
    const text = piece.slice(taken, position - pieceStart);
    taken = position - pieceStart;
    return text;
  };
  return {
    begin(text) {
      pieceStart += piece.length;
      piece = text;
      taken = 0;
      copy = "";
    },
    hide(position) {
      copy += takeUpTo(position);
      hidden = { tail: "", isCut: false };
    },
    show(position, isNil) {
      const { tail, isCut } = cutBehind(hidden, takeUpTo(position));
      copy += (isCut && !isNil ? "***" : "") + tail;
      hidden = undefined;
    },
    finish() {
      const rest = takeUpTo(pieceStart + piece.length);
      if (hidden === undefined) copy += rest;
      else hidden = cutBehind(hidden, rest);
      copies.push(copy);
    },
    body() {
      const bytes = copies.reduce((sum, text) => sum + Buffer.byteLength(text), 0);
      const body = Buffer.allocUnsafeSlow(bytes);
      let at = 0;
      for (const text of copies) at += body.write(text, at);
      return body;
    },
  };
}

/** What is hidden so far: the part that may belong to the closing tag, and whether there was more. */
interface Hidden {
  readonly tail: string;
  readonly isCut: boolean;
}

/** With `text` behind it. A closing tag has no "<" but its first character. */
function cutBehind(hidden: Hidden = { tail: "", isCut: false }, text: string): Hidden {
  const all = hidden.tail + text;
  const tagStart = Math.max(all.lastIndexOf("<"), 0);
  // Blanks are no secret, and are nothing when they are read: so is the copy.
  return { tail: all.slice(tagStart), isCut: hidden.isCut || /\S/.test(all.slice(0, tagStart)) };
}
