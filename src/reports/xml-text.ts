import { visibleText } from "../visible-text.ts";

/** An element's attributes, in order; those that are undefined are left out. */
export type XmlAttributes = Readonly<Record<string, string | number | undefined>>;

/** `<name a="1">`, or `<name a="1"/>` where it is empty. */
export function openTag(name: string, attributes: XmlAttributes, isEmpty = false): string {
  const given = Object.entries(attributes).filter(([, value]) => value !== undefined);
  const texts = given.map(([key, value]) => ` ${key}="${xmlText(String(value))}"`);
  return `<${name}${texts.join("")}${isEmpty ? "/" : ""}>`;
}

/** Text for an element or an attribute. What XML 1.0 does not allow, even as a reference, is shown as `visibleText` does. */
export function xmlText(text: string): string {
  return visibleText(text).replace(/[&<>"']/g, (character) => references[character] ?? character);
}

const references: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&apos;",
};
