import { expect, test } from "vitest";
import { createCallbackReader } from "../../src/uws/callback-reader.ts";
import type { CallbackRefusal } from "../../src/uws/callback-refusal.ts";

const KiB = 1024;
const MiB = 1024 * KiB;
/** What the reader gathers before it looks, and the chunk that shows it. */
const block = 65 * KiB;
const root = "<CallbackRequest><RequestId>r</RequestId><Data>";

interface Hostile {
  /** Comes once. */
  readonly head: string;
  /** Comes without end. */
  readonly again: string;
  readonly reason: CallbackRefusal["reason"];
  /** Bytes that may have been given when the refusal comes. */
  readonly within: number;
}

const quiet = { reason: "quietTooLong", within: 3 * block } as const;
const line = "<UploadDevicesInfo><LineStatus/></UploadDevicesInfo>";

const hostile: Readonly<Record<string, Hostile>> = {
  "elements in elements": { head: root, again: "<a>", reason: "tooDeep", within: block },
  "elements in elements, far away": {
    head: root,
    again: `<a b="${"c".repeat(8000)}">`,
    reason: "tooDeep",
    within: 65 * 8100 + block,
  },
  "an attribute": { head: `${root}<a b="`, again: "x".repeat(1000), ...quiet },
  "an attribute of references": { head: `${root}<a b="`, again: "&#65;", ...quiet },
  attributes: { head: `${root}<a`, again: "", reason: "tooManyAttributes", within: block },
  "an element's name": { head: `${root}<`, again: "x".repeat(1000), ...quiet },
  "an attribute's name": { head: `${root}<a `, again: "x".repeat(1000), ...quiet },
  "a closing tag's name": { head: `${root}</`, again: "x".repeat(1000), ...quiet },
  "blanks in a tag": { head: `${root}<a`, again: " ".repeat(1000), ...quiet },
  "an entity's name": { head: `${root}&`, again: "x".repeat(1000), ...quiet },
  "a reference": { head: `${root}&#`, again: "1".repeat(1000), ...quiet },
  "a text": { head: `${root}<Status>`, again: "x".repeat(1000), ...quiet },
  "a text of long characters": {
    head: `${root}<a>`,
    again: "漢".repeat(300),
    reason: "quietTooLong",
    within: 8 * block,
  },
  "a text that means nothing": { head: `${root}<a>`, again: "x".repeat(1000), ...quiet },
  "a text of references": { head: `${root}<Status>`, again: "&lt;", ...quiet },
  CDATA: { head: `${root}<Status><![CDATA[`, again: "]".repeat(1000), ...quiet },
  "many CDATA": { head: `${root}<a>`, again: "<![CDATA[x]]>", ...quiet },
  "many CDATA of one text": { head: `${root}<Status>`, again: "<![CDATA[]]>", ...quiet },
  "a comment": { head: `${root}<!--`, again: "- ".repeat(500), ...quiet },
  comments: { head: root, again: "<!---->", ...quiet },
  "an instruction": { head: `${root}<?x `, again: "? ".repeat(500), ...quiet },
  instructions: { head: root, again: "<?x?>", ...quiet },
  "an XML declaration": { head: "<?xml ", again: " ".repeat(1000), ...quiet },
  "a DOCTYPE": { head: "<!DOCTYPE a ", again: " ".repeat(1000), ...quiet },
  "a DOCTYPE's entities": { head: "<!DOCTYPE a [", again: '<!ENTITY b "&b;&b;">', ...quiet },
  "a password": { head: "<CallbackRequest><Password>", again: "x".repeat(1000), ...quiet },
  "a password of comments": { head: "<CallbackRequest><Password>", again: "<!--x-->", ...quiet },
  "a RequestId": { head: "<CallbackRequest><RequestId>", again: "x".repeat(1000), ...quiet },
  "blanks in front": { head: "", again: "\n".repeat(1000), ...quiet },
  "blanks behind": { head: `${root}</Data></CallbackRequest>`, again: "\r\n".repeat(500), ...quiet },
  "marks in front": { head: "\ufeff", again: "\ufeff", reason: "notXml", within: 2 * block },
  nothing: { head: "", again: "\0".repeat(1000), reason: "notXml", within: block },
  "no XML": { head: "", again: "x".repeat(1000), reason: "notXml", within: block },
  elements: { head: root, again: "<a/>", reason: "tooManyElements", within: 8 * MiB + block },
  lines: {
    head: `${root}<DeviceService>`,
    again: line,
    reason: "tooManyLines",
    within: 100_000 * line.length + block,
  },
  identifiers: {
    head: `${root}<DeviceService><UploadDevicesInfo>`,
    again: "<a><Identifier>1</Identifier></a>",
    reason: "tooManyIdentifiers",
    within: block,
  },
  Devices: {
    head: "<CallbackRequest>",
    again: "<Device><Identifier>1</Identifier></Device>",
    reason: "tooManyIdentifiers",
    within: block,
  },
  "members of Data": { head: root, again: "<a>x</a>", reason: "tooManyElements", within: 16 * MiB + block },
  "texts that mean nothing": {
    head: root,
    again: `<a>${"x".repeat(60_000)}</a>`,
    reason: "tooLarge",
    within: 32 * MiB + block,
  },
};

test.each(Object.entries(hostile))(
  "%s without end: refused in time",
  (what, { head, again, reason, within }) => {
    const reader = createCallbackReader();
    const chunks = endless(head, what === "attributes" ? manyAttributes() : again);
    let bytes = 0;
    let refusal: CallbackRefusal | undefined;
    for (const chunk of chunks) {
      bytes += chunk.length;
      refusal = reader.write(chunk);
      if (refusal !== undefined || bytes > 40 * MiB) break;
    }
    expect(refusal).toMatchObject({ reason });
    expect(bytes).toBeLessThanOrEqual(within);
  },
);

/** In chunks of at most a KiB. */
function* endless(head: string, again: string): Generator<Buffer> {
  const text = Buffer.from(again.repeat(Math.ceil((64 * KiB) / Buffer.byteLength(again))));
  yield Buffer.from(head);
  for (;;) for (let at = 0; at < text.length; at += KiB) yield text.subarray(at, at + KiB);
}

/** All of different names. */
function manyAttributes(): string {
  return Array.from({ length: 10_000 }, (_, at) => ` b${at}="c"`).join("");
}
