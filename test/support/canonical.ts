import { DOMParser } from "@xmldom/xmldom";
import { C14nCanonicalization } from "xml-crypto";

/** Canonical XML of a message, blank text dropped and its token masked: equal for messages that say the same. */
export function canonical(xml: string): string {
  const masked = xml
    .replace(/>\s+</g, "><")
    .trim()
    .replace(/(<token[^>]*>)[^<]*/, "$1masked");
  const root = new DOMParser().parseFromString(masked, "text/xml").documentElement;
  // as: xml-crypto speaks of the browser's Node, which @xmldom/xmldom plays.
  const canonicalise = new C14nCanonicalization().process as (node: unknown, options: object) => string;
  return canonicalise.call(new C14nCanonicalization(), root, {}).toString();
}
