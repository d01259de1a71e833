import { visibleText } from "../visible-text.ts";

/** What a web page in place of an answer says, for people; undefined: it is none. */
export function describeHtml(body: Buffer): string | undefined {
  const text = new TextDecoder().decode(body.subarray(0, readBytes));
  if (!/^\s*(<\?xml[^>]*>\s*)?(<!--[^>]*-->\s*)*<(!doctype\s+html|html[\s>])/i.test(text)) return undefined;
  const title = words(/<title[^>]*>([^<]*)/i.exec(text)?.[1] ?? "");
  if (title !== "") return `an HTML page titled "${title}"`;
  const first = words(text.replace(/<(script|style)[\s\S]*?<\/\1>/gi, " ").replace(/<[^>]*>/g, " "));
  return first === "" ? "an HTML page" : `an HTML page that begins "${first}"`;
}

/** A title stands near the beginning. */
const readBytes = 16 * 1024;

const maxWords = 80;

function words(text: string): string {
  const plain = text.replace(/\s+/g, " ").trim();
  return visibleText(plain.length > maxWords ? `${plain.slice(0, maxWords)}...` : plain);
}
