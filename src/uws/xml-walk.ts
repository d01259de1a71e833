import { SaxesParser } from "saxes";
import { visibleText } from "../visible-text.ts";
import { excerptOf } from "./excerpt.ts";
import { maxAnswerBytes } from "./transport.ts";

/** What happens to one element of an answer. Each may throw `NotUsable`. */
export interface XmlVisitor {
  /** `path`: local names from the root to the element. The array changes: copy what is kept. `attributes`: as they are written. */
  opened?(path: readonly string[], attributes: Readonly<Record<string, string>>): void;
  /** Text that is not blank, trimmed, stands in the element at `path`, before one of its children. */
  textBefore?(path: readonly string[], text: string): void;
  /** The element ends; `text`: its own text since the last tag, trimmed. */
  closed?(path: readonly string[], text: string): void;
}

/** Ends a walk: the message follows "the answer " and has no full stop. */
export class NotUsable extends Error {
  override readonly name = "NotUsable";
}

/**
 * Walks through a whole XML answer of at most 4 MiB, nested at most 64 deep. DTDs are refused. Undefined: walked to its end;
 * else why it is unreadable, beginning "the answer ...", without a full stop.
 */
export function walkXml(body: Buffer, visitor: XmlVisitor): string | undefined {
  if (body.length > maxAnswerBytes) return "the answer is longer than 4 MiB";
  const text = decode(body);
  if (text.trim() === "") return "the answer is empty";
  if (!text.trimStart().startsWith("<")) return `the answer is no XML: "${excerptOf(text)}"`;
  try {
    walk(text, visitor);
    return undefined;
  } catch (error) {
    if (error instanceof NotUsable) return `the answer ${error.message}`;
    throw error;
  }
}

function decode(body: Buffer): string {
  const utf16 = body[0] === 0xff && body[1] === 0xfe;
  return new TextDecoder(utf16 ? "utf-16le" : "utf-8").decode(body);
}

/** Visitors look through the path at each tag: without a limit, 4 MiB of opening tags would take hours. */
const maxDepth = 64;

function walk(text: string, visitor: XmlVisitor): void {
  const path: string[] = [];
  let collected = "";
  const parser = new SaxesParser();
  const fail = (reason: string): never => {
    throw new NotUsable(reason);
  };
  parser.on("error", ({ message }) => fail(`is not well-formed XML, or cut short: ${oneLine(message)}`));
  parser.on("doctype", () => fail("declares a DOCTYPE, which no SOAP message does"));
  parser.on("opentag", ({ name, attributes }) => {
    if (collected.trim() !== "") visitor.textBefore?.(path, collected.trim());
    path.push(localName(name));
    if (path.length > maxDepth) fail("is nested too deeply");
    visitor.opened?.(path, attributes);
    collected = "";
  });
  parser.on("text", (piece) => {
    collected += piece;
  });
  parser.on("cdata", (piece) => {
    collected += piece;
  });
  parser.on("closetag", () => {
    visitor.closed?.(path, collected.trim());
    path.pop();
    collected = "";
  });
  parser.write(text).close();
}

/** The parser quotes the document, at whatever length. */
function oneLine(message: string): string {
  return visibleText(message.slice(0, 100).replace(/\.$/, ""));
}

function localName(name: string): string {
  return name.slice(name.indexOf(":") + 1);
}
