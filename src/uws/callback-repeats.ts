import type { CallbackContent } from "./callback-content.ts";
import type { TextMeaning } from "./callback-elements.ts";

/**
 * The lines of a callback are thousands of elements that differ in nothing but digits and a status. What the parser has made of one
 * of them it would make of the next: `LineMemory` keeps the source of a line between the values that vary, with what was heard of it, and
 * while the source goes on like that, lets the same be heard with the values that stand there now, without the parser.
 *
 * That is no second reading of XML: what is kept is what the parser heard right before, at the same place, of the same characters. A value
 * must be printable ASCII without markup, so that it is text to any parser; anything else is left to the parser.
 */
export interface LineMemory {
  /** The next piece of the message, before it is parsed. */
  begin(piece: string): void;
  /** How much of the message was passed over by `repeat`; the parser's positions lack it. */
  readonly skipped: number;
  /** An element that holds a text was opened; `position` is right behind its tag, as the parser has it. */
  openText(position: number): void;
  /** What was told to the content, in order. */
  heardText(meaning: TextMeaning, text: string, depth: number): void;
  heardHolder(depth: number): void;
  /** A line has ended, at this position of the parser. */
  heardLine(position: number, depth: number, elements: number): void;
  /** What is heard now is nothing that may be repeated. */
  forget(): void;
  /** How far the piece is to be parsed from `at`: to the end of what may be a line, or its own. */
  nextStop(at: number): number;
  /** Repeats lines from `at` on, if one has just ended there. */
  repeat(at: number, walk: RepeatingWalk): Repeated;
}

export interface RepeatingWalk {
  readonly content: CallbackContent;
  /** Longer texts are the parser's to refuse. */
  readonly maxTextLength: number;
  /** Counts the elements of a line. False: the message is refused. */
  readonly count: (elements: number) => boolean;
}

export interface Repeated {
  /** Where the piece goes on. */
  readonly at: number;
  /** What the parser has not seen of the message's line feeds. */
  readonly lineFeeds: number;
}

export function createLineMemory(): LineMemory {
  const heard: Heard[] = [];
  let piece = "";
  let pieceStart = 0;
  let skipped = 0;
  let textStart = 0;
  let lineStart = -1;
  let lineDepth = 0;
  let elementsBefore = 0;
  let pattern: LinePattern | undefined;
  let learnt = 0;

  function learn(end: number, depth: number, elements: number): void {
    if (lineStart < pieceStart || depth !== lineDepth || end - lineStart > maxLineLength) return;
    if (learnt === maxPatterns) return;
    const source = piece.slice(lineStart - pieceStart, end - pieceStart);
    const next = patternOf(source, lineStart, heard, { depth, elements: elements - elementsBefore });
    if (next === undefined) return;
    learnt++;
    pattern = next;
  }

  function forget(): void {
    heard.length = 0;
    lineStart = -1;
    // At the same depth something else may stand in another place.
    pattern = undefined;
  }

  return {
    begin(next) {
      pieceStart += piece.length;
      piece = next;
    },
    get skipped() {
      return skipped;
    },
    openText(position) {
      textStart = position + skipped;
    },
    heardText(meaning, text, depth) {
      if (lineStart >= 0) heard.push({ kind: "text", meaning, text, depth, start: textStart });
    },
    heardHolder(depth) {
      // What the lines stand in has ended: what follows stands elsewhere, whatever its characters are.
      if (depth < lineDepth) forget();
      else if (lineStart >= 0) heard.push({ kind: "holder", depth });
    },
    heardLine(position, depth, elements) {
      const end = position + skipped;
      if (lineStart >= 0) learn(end, depth, elements);
      heard.length = 0;
      lineStart = end;
      lineDepth = depth;
      elementsBefore = elements;
    },
    forget,
    nextStop(at) {
      if (pattern === undefined) return piece.length;
      const found = piece.indexOf(pattern.closeTag, at);
      return found < 0 ? piece.length : found + pattern.closeTag.length;
    },
    repeat(at, walk) {
      let end = at;
      let lineFeeds = 0;
      while (pattern?.depth === lineDepth && lineStart === pieceStart + end) {
        const next = matchLine(pattern, piece, end, walk.maxTextLength);
        if (next < 0) break;
        tell(pattern, walk.content);
        lineFeeds += pattern.lineFeeds;
        skipped += next - end;
        end = next;
        lineStart = pieceStart + end;
        elementsBefore += pattern.elements;
        if (!walk.count(pattern.elements)) break;
      }
      return { at: end, lineFeeds };
    },
  };
}

/** A line and what stands before it are kept only so far; the platform's have some 300 characters. */
const maxLineLength = 4_096;
/** A message that changes its form more often is read as it would be without all this. */
const maxPatterns = 64;

type Heard =
  | {
      readonly kind: "text";
      readonly meaning: TextMeaning;
      readonly text: string;
      readonly depth: number;
      /** Where it begins in the message, behind its tag. */
      readonly start: number;
    }
  | { readonly kind: "holder"; readonly depth: number };

interface LinePattern {
  /** What stands before, between and behind the values. */
  readonly literals: readonly string[];
  readonly lineFeeds: number;
  /** The values of the line that is repeated, by their order in the source. */
  readonly values: string[];
  readonly told: readonly Told[];
  readonly closeTag: string;
  readonly depth: number;
  readonly elements: number;
}

/** `value`: the number of the value that the text is; -1: it is always this text. */
type Told =
  | {
      readonly kind: "text";
      readonly meaning: TextMeaning;
      readonly text: string;
      readonly value: number;
      readonly depth: number;
    }
  | { readonly kind: "holder"; readonly depth: number };

/** Undefined: something was heard in it that a line has not, or its end is none. */
function patternOf(
  source: string,
  start: number,
  heard: readonly Heard[],
  { depth, elements }: Pick<LinePattern, "depth" | "elements">,
): LinePattern | undefined {
  const literals: string[] = [];
  const told: Told[] = [];
  let taken = 0;
  for (const each of heard) {
    if (each.kind === "holder") {
      told.push(each);
      continue;
    }
    const { meaning, text } = each;
    if (!lineFields.has(meaning.field)) return undefined;
    const from = each.start - start;
    const varies = meaning.field !== "kind" && isPlainIn(source, from, text);
    if (varies) literals.push(source.slice(taken, from));
    if (varies) taken = from + text.length;
    told.push({ kind: "text", meaning, text, depth: each.depth, value: varies ? literals.length - 1 : -1 });
  }
  literals.push(source.slice(taken));
  const closeTag = source.slice(source.lastIndexOf("</"));
  // One that says nothing does not tell whether what it stands in does.
  const speaks = told.some((each) => each.kind === "text" && /\S/.test(each.text));
  return speaks && closeTag.endsWith(">") && literals.length > 1
    ? { literals, lineFeeds: source.split("\n").length - 1, values: [], told, closeTag, depth, elements }
    : undefined;
}

const lineFields: ReadonlySet<TextMeaning["field"]> = new Set(["kind", "identifier", "lineStatus"]);

/** The element at `from` holds just this text, as it stands there: no reference, no CDATA, no comment, and no tag that ends itself. */
function isPlainIn(source: string, from: number, text: string): boolean {
  return (
    source[from - 1] === ">" &&
    source[from - 2] !== "/" &&
    source.startsWith(text, from) &&
    source.startsWith("</", from + text.length) &&
    plain.test(text)
  );
}

/** Printable ASCII but & < >. */
const plain = /^[ -%'-;=?-~]*$/;

/**
 * Where the line that begins at `at` ends, its values in the pattern, without blanks behind them (they do not count); -1: it is another
 * one, or not whole.
 */
function matchLine({ literals, values }: LinePattern, piece: string, at: number, maxLength: number): number {
  const last = literals.length - 1;
  let end = at;
  for (let index = 0; index <= last; index++) {
    const literal = literals[index] ?? "";
    if (!piece.startsWith(literal, end)) return -1;
    end += literal.length;
    if (index === last) break;
    const from = end;
    end = plainEnd(piece, from);
    if (end < 0 || end - from > maxLength) return -1;
    let to = end;
    while (to > from && piece.charCodeAt(to - 1) === blank) to--;
    values[index] = piece.slice(from, to);
  }
  return end;
}

/** Where the printable ASCII from `at` on ends before a tag; -1: before something else, or the piece ends. */
function plainEnd(piece: string, at: number): number {
  for (let end = at; end < piece.length; end++) {
    const code = piece.charCodeAt(end);
    if (code === lessThan) return end;
    if (code < blank || code > tilde || code === ampersand || code === greaterThan) return -1;
  }
  return -1;
}

const blank = 0x20;
const ampersand = 0x26;
const lessThan = 0x3c;
const greaterThan = 0x3e;
const tilde = 0x7e;

/** Tells what the parser would make of the line, in the same order. */
function tell({ told, values, depth }: LinePattern, content: CallbackContent): void {
  for (const each of told) {
    if (each.kind === "holder") content.closeHolder(each.depth);
    else content.addText(each.meaning, each.value < 0 ? each.text : (values[each.value] ?? ""), each.depth);
  }
  content.closeHolder(depth);
  content.closeLine();
}
