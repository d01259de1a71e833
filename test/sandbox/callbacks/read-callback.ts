import { DOMParser, type Element } from "@xmldom/xmldom";

/** A callback as a reader understands it that knows nothing of the program's own. Texts are trimmed. */
export interface ReadCallback {
  readonly username: string | undefined;
  readonly password: string | undefined;
  readonly requestId: string | undefined;
  /** "IMEI 1,ICCID 2: text", kinds as written. */
  readonly lines: readonly string[];
  /** Total, Pending, Success, Failed. */
  readonly counters: readonly (string | undefined)[];
  readonly accountName: string | undefined;
  readonly sku: string | undefined;
  /** Of an activation. */
  readonly device: string;
  /** Members of Data that are not nil. */
  readonly members: readonly string[];
  /** "code: text". */
  readonly fault: string | undefined;
  readonly status: string | undefined;
  /** "1 of 4". */
  readonly attempt: string;
}

/** Reads a callback; throws when it is not well-formed. */
export function readCallback(body: Buffer, contentType: string): ReadCallback {
  const encoding = /charset=(.+)$/.exec(contentType)?.[1] ?? "utf-8";
  const text = new TextDecoder(encoding, { fatal: true }).decode(body);
  const root = new DOMParser({
    onError: (_, message) => {
      throw new Error(message);
    },
  }).parseFromString(text, "text/xml").documentElement;
  const request = root === null ? undefined : innermost(root, "CallbackRequest");
  const data = request && innermost(request, "Data");
  if (request === undefined || data === undefined) throw new Error(`no callback: ${text}`);
  const fault = childOf(data, "Fault");
  return {
    username: textOf(request, "Username"),
    password: textOf(request, "Password"),
    requestId: textOf(request, "RequestId"),
    lines: all(data, "UploadDevicesInfo").map(
      (line) => `${identifiers(line, "DeviceIdentifier")}: ${textOf(line, "LineStatus")}`,
    ),
    counters: ["Total", "Pending", "Success", "Failed"].map((name) => deepText(data, `${name}LineCount`)),
    accountName: deepText(data, "AccountName"),
    sku: deepText(data, "DeviceSku"),
    device: identifiers(request, "Device"),
    members: children(data)
      .filter((child) => child.getAttributeNS("http://www.w3.org/2001/XMLSchema-instance", "nil") !== "true")
      .map((child) => child.localName ?? ""),
    fault:
      fault && all(fault, "faultcode").length > 0
        ? `${textOf(fault, "faultcode")}: ${textOf(fault, "faultstring")}`
        : undefined,
    status: textOf(data, "Status") || undefined,
    attempt: `${textOf(data, "CallbackCount")} of ${textOf(data, "MaxCallbackThreshold")}`,
  };
}

function children(parent: Element): Element[] {
  return [...parent.childNodes].filter((node): node is Element => node.nodeType === 1);
}

function childOf(parent: Element, name: string): Element | undefined {
  return children(parent).find((child) => child.localName === name);
}

function all(parent: Element, name: string): Element[] {
  return [...parent.getElementsByTagNameNS("*", name)];
}

/** Data stands in Data in one form. */
function innermost(root: Element, name: string): Element | undefined {
  return all(root, name).at(-1);
}

function textOf(parent: Element, name: string): string | undefined {
  return childOf(parent, name)?.textContent?.trim();
}

function deepText(parent: Element, name: string): string | undefined {
  return all(parent, name)[0]?.textContent?.trim();
}

function identifiers(parent: Element, element: string): string {
  return children(parent)
    .filter((child) => child.localName === element)
    .map((child) => `${textOf(child, "Kind")} ${textOf(child, "Identifier")}`)
    .join(",");
}
