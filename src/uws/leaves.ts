import { SaxesParser } from "saxes";
import { visibleText } from "../visible-text.ts";
import { excerptOf } from "./excerpt.ts";
import { maxAnswerBytes } from "./transport.ts";

/** An element of interest that ended: the local names from the root to it, and its own text, trimmed. */
export interface Leaf {
  readonly path: readonly string[];
  readonly text: string;
}

export type Leaves =
  | { readonly kind: "leaves"; readonly leaves: readonly Leaf[] }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Whether the element at this path (local names from the root) is of interest. */
export type LeafFilter = (path: readonly string[]) => boolean;

/**
 * Reads the elements of interest, in whatever namespace and depth, from a whole XML answer. The reason of an unreadable one
 * begins "the answer ..." and has no full stop. Bounded: 4 MiB, 100 such elements. DTDs are refused, and elements of
 * interest that hold elements: what their text means is anybody's guess.
 */
export function readLeaves(body: Buffer, isOfInterest: LeafFilter): Leaves {
  if (body.length > maxAnswerBytes) return unreadable("the answer is longer than 4 MiB");
  const text = decode(body);
  if (text.trim() === "") return unreadable("the answer is empty");
  if (!text.trimStart().startsWith("<")) return unreadable(`the answer is no XML: "${excerptOf(text)}"`);
  try {
    return { kind: "leaves", leaves: parse(text, isOfInterest) };
  } catch (error) {
    if (error instanceof NotUsable) return unreadable(`the answer ${error.message}`);
    throw error;
  }
}

const maxLeaves = 100;

class NotUsable extends Error {
  override readonly name = "NotUsable";
}

function decode(body: Buffer): string {
  const utf16 = body[0] === 0xff && body[1] === 0xfe;
  return new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(body);
}

function parse(text: string, isOfInterest: LeafFilter): readonly Leaf[] {
  const leaves: Leaf[] = [];
  const path: string[] = [];
  let collected = "";
  const parser = new SaxesParser();
  const fail = (reason: string): never => {
    throw new NotUsable(reason);
  };
  parser.on("error", ({ message }) => fail(`is not well-formed XML, or cut short: ${oneLine(message)}`));
  parser.on("doctype", () => fail("declares a DOCTYPE, which no SOAP message does"));
  parser.on("opentag", ({ name }) => {
    if (isOfInterest(path)) fail(`holds elements within its ${visibleText(path.at(-1) ?? "")}`);
    path.push(localName(name));
    collected = "";
  });
  parser.on("text", (piece) => {
    collected += piece;
  });
  parser.on("cdata", (piece) => {
    collected += piece;
  });
  parser.on("closetag", () => {
    if (isOfInterest(path)) leaves.push({ path: [...path], text: collected.trim() });
    if (leaves.length > maxLeaves) fail("repeats itself");
    path.pop();
    collected = "";
  });
  parser.write(text).close();
  return leaves;
}

/** The parser quotes the document, at whatever length. */
function oneLine(message: string): string {
  return visibleText(message.slice(0, 100).replace(/\.$/, ""));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}

function unreadable(reason: string): Leaves {
  return { kind: "unreadable", reason };
}
