import type { SaxesParser, SaxesTagPlain } from "saxes";
import type { CallbackContent } from "./callback-content.ts";
import { type Meaning, meaningOf, type Place, places, type TextMeaning } from "./callback-elements.ts";
import type { CallbackLimits } from "./callback-limits.ts";
import type { Redaction } from "./callback-redaction.ts";
import { type RefusalSlot, refuse } from "./callback-refusal.ts";
import type { LineMemory } from "./callback-repeats.ts";

/** What hears a parser. */
export interface WalkOptions {
  readonly parser: SaxesParser;
  readonly limits: CallbackLimits;
  readonly slot: RefusalSlot;
  readonly content: CallbackContent;
  readonly redaction: Redaction;
  readonly lines: LineMemory;
}

/** How many elements have begun. */
export interface WalkProgress {
  readonly elements: number;
  /** As many more have begun that the parser has not seen. False: the message is refused. */
  count(elements: number): boolean;
}

/**
 * Makes a parser tell `content` what the elements mean and `redaction` what is secret. Nothing is thrown into the parser: once
 * the message is refused, nothing more is heard.
 *
 * With more than six handlers V8 keeps the parser's properties in a dictionary, which makes it five times slower: hence none
 * for errors (it throws them), for the XML declaration, and for comments and processing instructions, which mean nothing.
 */
export function walkCallback(options: WalkOptions): WalkProgress {
  const { parser, limits, slot } = options;
  const walk: Walk = {
    ...options,
    depth: 0,
    elements: 0,
    attributes: 0,
    isNil: false,
    meanings: [],
    outerPlaces: [],
    place: places.message,
    textOf: undefined,
    text: "",
    isSilent: false,
    nilDepth: 0,
    secretDepth: 0,
  };
  const hear = (text: string): void => hearText(walk, text);
  parser.on("attribute", ({ name, value }) => hearAttribute(walk, name, value));
  parser.on("opentag", (tag) => openElement(walk, tag));
  parser.on("text", hear);
  parser.on("cdata", hear);
  parser.on("closetag", () => closeElement(walk));
  parser.on("doctype", () => refuse(slot, "doctype"));
  return {
    get elements() {
      return walk.elements;
    },
    count(elements) {
      walk.elements += elements;
      if (walk.elements > limits.maxElements) refuse(slot, "tooManyElements", limits.maxElements);
      return slot.refusal === undefined;
    },
  };
}

interface Walk extends WalkOptions {
  /** Of the open element; the root's is 1. */
  depth: number;
  elements: number;
  /** Of the tag that is being read. */
  attributes: number;
  isNil: boolean;
  /** By depth: what each open element means, and the place that it stands in. */
  readonly meanings: Meaning[];
  readonly outerPlaces: Place[];
  /** The place inside the open element. */
  place: Place;
  /** The open element, when its text counts, and what it holds so far. */
  textOf: TextMeaning | undefined;
  text: string;
  /** No text was in the open member of Data yet. */
  isSilent: boolean;
  /** Depths of the open element that is nil, and of the one that is secret; 0: none. */
  nilDepth: number;
  secretDepth: number;
}

function hearAttribute(walk: Walk, name: string, value: string): void {
  const { slot, limits } = walk;
  walk.attributes++;
  if (walk.attributes > limits.maxAttributes) refuse(slot, "tooManyAttributes", limits.maxAttributes);
  else if (value.length > limits.maxAttributeLength)
    refuse(slot, "attributeTooLong", limits.maxAttributeLength);
  else if (name.length > limits.maxNameLength) refuse(slot, "nameTooLong", limits.maxNameLength);
  else if (/(?:^|:)nil$/.test(name) && !name.startsWith("xmlns:"))
    walk.isNil = /^\s*(?:true|1)\s*$/.test(value);
}

function openElement(walk: Walk, { name, isSelfClosing }: SaxesTagPlain): void {
  if (walk.slot.refusal !== undefined) return;
  const depth = ++walk.depth;
  if (++walk.elements === 1) checkDeclaration(walk);
  checkElement(walk, name);
  const meaning = meaningOf(name, walk.place);
  walk.meanings[depth] = meaning;
  walk.outerPlaces[depth] = walk.place;
  walk.attributes = 0;
  if (meaning.isSecret && walk.secretDepth === 0 && !isSelfClosing) {
    walk.secretDepth = depth;
    walk.redaction.hide(walk.parser.position + walk.lines.skipped);
  }
  if (walk.isNil) walk.nilDepth = depth;
  else enter(walk, meaning);
  walk.isNil = false;
}

/** Names that cannot be mistaken: UTF-8 and UTF-16 are told from the bytes, US-ASCII is part of UTF-8. */
function checkDeclaration({ parser, slot }: Walk): void {
  const { encoding = "utf-8" } = parser.xmlDecl;
  if (!/^(?:utf-8|us-ascii)$/i.test(encoding))
    refuse(slot, "encoding", "declares an encoding that is not UTF-8");
}

function checkElement(walk: Walk, name: string): void {
  const { slot, limits } = walk;
  if (walk.depth > limits.maxDepth) refuse(slot, "tooDeep", limits.maxDepth);
  else if (walk.elements > limits.maxElements) refuse(slot, "tooManyElements", limits.maxElements);
  else if (name.length > limits.maxNameLength) refuse(slot, "nameTooLong", limits.maxNameLength);
  else if (walk.nilDepth !== 0) refuse(slot, "contentInNil");
  else if (walk.textOf !== undefined) refuse(slot, "elementsInText", walk.textOf.name);
}

function enter(walk: Walk, meaning: Meaning): void {
  switch (meaning.kind) {
    case "text":
      walk.textOf = meaning;
      walk.text = "";
      walk.lines.openText(walk.parser.position);
      return;
    case "misplaced":
      refuse(walk.slot, "misplaced", meaning.name);
      return;
    case "member":
      walk.isSilent = true;
      break;
    case "callback":
      walk.content.markCallback();
  }
  walk.place = places[meaning.place];
}

function hearText(walk: Walk, text: string): void {
  if (walk.slot.refusal !== undefined) return;
  if ((walk.isSilent || walk.nilDepth !== 0) && /\S/.test(text)) {
    walk.isSilent = false;
    if (walk.nilDepth !== 0) refuse(walk.slot, "contentInNil");
  }
  if (walk.textOf === undefined) return;
  walk.text = walk.text === "" ? text : walk.text + text;
  const { maxTextLength } = walk.limits;
  if (walk.text.length > maxTextLength) refuse(walk.slot, "textTooLong", maxTextLength);
}

function closeElement(walk: Walk): void {
  if (walk.slot.refusal !== undefined) return;
  const { depth, textOf } = walk;
  if (depth === walk.secretDepth) {
    walk.redaction.show(walk.parser.position + walk.lines.skipped, depth === walk.nilDepth);
    walk.secretDepth = 0;
  }
  if (depth === walk.nilDepth) walk.nilDepth = 0;
  else if (textOf !== undefined) {
    walk.content.addText(textOf, walk.text, depth);
    walk.lines.heardText(textOf, walk.text, depth);
  } else closeHolder(walk, walk.meanings[depth]);
  walk.textOf = undefined;
  walk.place = walk.outerPlaces[depth] ?? places.message;
  walk.depth--;
}

function closeHolder(walk: Walk, meaning: Meaning | undefined): void {
  const { content, lines, depth } = walk;
  content.closeHolder(depth);
  switch (meaning?.kind) {
    case "line":
      content.closeLine();
      lines.heardLine(walk.parser.position, depth, walk.elements);
      return;
    case "device":
      content.closeDevice();
      break;
    case "member":
      content.closeMember(meaning.member, walk.isSilent);
      break;
    case "holder":
      // What is secret is cut out of the copy by where the parser meets it.
      if (meaning.isSecret) break;
      lines.heardHolder(depth);
      return;
  }
  lines.forget();
}
