import fc from "fast-check";
import type { Callback, CallbackIdentifier, CallbackLine } from "../../src/uws/callback.ts";

/** A callback and one of the many messages that say it. */
export interface WrittenCallback {
  readonly callback: Callback;
  readonly message: string;
}

/** Any callback of an upload in any form. */
export const writtenCallbacks: fc.Arbitrary<WrittenCallback> = fc
  .tuple(callbacks(), forms())
  .map(([callback, form]) => ({ callback, message: write(callback, form) }));

/** A text as XML may have it; what is around it and blank does not count. */
export function texts(maxLength = 12): fc.Arbitrary<string> {
  const unit = fc.oneof(
    { arbitrary: fc.constantFrom(..."aB3 .-'\"<>&]é漢😀\u00a0"), weight: 20 },
    { arbitrary: fc.constantFrom("]]>", "<!--", "&amp;", "</Password>", "<?", "\r", "\n", "\t"), weight: 3 },
  );
  return fc.array(unit, { maxLength }).map((units) => units.join("").trim());
}

/** Any way to write a text into an element. */
export function escapedAs(way: number, text: string): string {
  const escaped = text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
  switch (way % 5) {
    case 0:
      return escaped;
    case 1:
      return [...text].map((character) => `&#x${character.codePointAt(0)?.toString(16)};`).join("");
    case 2:
      return text.includes("\r") ? escaped : `<![CDATA[${text.replaceAll("]]>", "]]]]><![CDATA[>")}]]>`;
    case 3:
      return `<!-- <x> -->${escaped}<?y z?>`;
    default:
      return `\n\t${escaped} `;
  }
}

function callbacks(): fc.Arbitrary<Callback> {
  const counter = fc.option(fc.nat(999_999_999), { nil: undefined });
  const text = fc.option(texts(), { nil: undefined });
  return fc.record({
    username: text,
    password: text,
    requestId: fc.stringMatching(/^[!-~]{1,40}$/),
    service: fc.constant<Callback["service"]>("DeviceService"),
    accountName: text,
    sku: text,
    lines: fc.array(lines(), { maxLength: 4 }),
    counters: fc.record({ total: counter, pending: counter, success: counter, failed: counter }),
    device: fc.constant<readonly CallbackIdentifier[]>([]),
    fault: fc.option(
      fc.record({ code: texts(), text: texts() }).filter(({ code, text }) => code + text !== ""),
      { nil: undefined },
    ),
    status: text,
    attempt: fc.option(fc.integer({ min: 1, max: 9 }), { nil: undefined }),
  });
}

function lines(): fc.Arbitrary<CallbackLine> {
  const identifier = fc.record({
    kind: fc.constantFrom("IMEI", "ICCID", "EID", "MEID", "ESN", "MDN"),
    value: fc.stringMatching(/^[0-9A-F]{1,32}$/),
  });
  return fc.record({ identifiers: fc.array(identifier, { maxLength: 3 }), status: texts() });
}

/** How a callback is dressed. */
interface Form {
  readonly prefix: string;
  readonly wrappers: readonly string[];
  readonly dataDepth: number;
  readonly tablePage: boolean;
  readonly flat: boolean;
  readonly valueFirst: boolean;
  readonly kindCase: number;
  readonly nils: boolean;
  readonly dataFirst: boolean;
  readonly blank: string;
  readonly ways: readonly number[];
}

function forms(): fc.Arbitrary<Form> {
  return fc.record({
    prefix: fc.constantFrom("", "v2:", "a.b-c:", "é:"),
    wrappers: fc.array(fc.constantFrom("CallbackRequest1", "Envelope", "Body", "x"), { maxLength: 4 }),
    dataDepth: fc.integer({ min: 1, max: 3 }),
    tablePage: fc.boolean(),
    flat: fc.boolean(),
    valueFirst: fc.boolean(),
    kindCase: fc.nat(2),
    nils: fc.boolean(),
    dataFirst: fc.boolean(),
    blank: fc.constantFrom("", " ", "\r\n\t", "<!-- c -->", "<?p i?>"),
    ways: fc.array(fc.nat(4), { minLength: 1, maxLength: 7 }),
  });
}

function write(callback: Callback, form: Form): string {
  const pen = createPen(form);
  let data = writeData(callback, form, pen);
  for (let depth = 0; depth < form.dataDepth; depth++) data = pen.holder("Data", data);
  const head = [
    pen.leaf("Username", callback.username),
    pen.leaf("Password", callback.password),
    pen.leaf("RequestId", callback.requestId),
  ];
  let message = pen.holder("CallbackRequest", ...(form.dataFirst ? [data, ...head] : [...head, data]));
  for (const name of form.wrappers) message = pen.holder(name, message);
  // The outermost declares the prefixes.
  const root = /^<[^>]*/.exec(message)?.[0] ?? "";
  const names = form.prefix === "" ? "" : ` xmlns:${form.prefix.slice(0, -1)}="urn:v2"`;
  return `${root}${names} xmlns:i="urn:i"${message.slice(root.length)}`;
}

interface Pen {
  holder(name: string, ...inside: readonly string[]): string;
  leaf(name: string, text: string | number | undefined): string;
}

function createPen({ prefix, blank, ways, nils }: Form): Pen {
  let turn = 0;
  return {
    holder: (name, ...inside) => [`<${prefix}${name}>`, ...inside, `</${prefix}${name}>`].join(blank),
    leaf(name, text) {
      if (text === undefined) return nils ? `<${prefix}${name} i:nil="true" />` : "";
      const written = escapedAs(ways[turn++ % ways.length] ?? 0, String(text));
      return `<${prefix}${name}>${written}</${prefix}${name}>`;
    },
  };
}

function writeData(callback: Callback, form: Form, { holder, leaf }: Pen): string {
  const { counters, fault } = callback;
  const lines = callback.lines.map((line) => writeLine(line, form, { holder, leaf }));
  const upload = holder(
    "UploadDevices",
    ...(form.tablePage ? [holder("Devices", ...lines)] : lines),
    leaf("AccountName", callback.accountName),
    leaf("DeviceSku", callback.sku),
    leaf("TotalLineCount", counters.total),
    leaf("PendingLineCount", counters.pending),
    leaf("SuccessLineCount", counters.success),
    leaf("FailedLineCount", counters.failed),
  );
  return [
    leaf("CarrierService", undefined),
    holder("DeviceService", upload),
    fault === undefined
      ? leaf("Fault", undefined)
      : holder("Fault", leaf("faultcode", fault.code), leaf("faultstring", fault.text)),
    leaf("Status", callback.status),
    leaf("CallbackCount", callback.attempt),
  ].join(form.blank);
}

function writeLine({ identifiers, status }: CallbackLine, form: Form, { holder, leaf }: Pen): string {
  const written = identifiers.map(({ kind, value }) => {
    const cased = [kind, kind.toLowerCase(), kind.charAt(0) + kind.slice(1).toLowerCase()][form.kindCase];
    const pair = [leaf("Kind", cased), leaf("Identifier", value)];
    return holder("DeviceIdentifier", ...(form.valueFirst ? pair.reverse() : pair));
  });
  const parts = form.flat ? written : [holder("DeviceIdentifiers", ...written)];
  return holder(form.tablePage ? "UploadDevices" : "UploadDevicesInfo", ...parts, leaf("LineStatus", status));
}
