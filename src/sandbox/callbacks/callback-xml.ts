import { maxAttempts } from "./behaviour.ts";
import type { CallbackForm } from "./callback-form.ts";

/** What every callback says. */
export interface CallbackHead {
  readonly username: string;
  readonly password: string;
  readonly requestId: string;
  /** Which of at most `maxAttempts` sends this is, from 1. */
  readonly attempt: number;
}

/** What a callback reports. */
export interface CallbackContent {
  /** XML of the Device elements: of an activation's callback. */
  readonly device: string;
  /** XML of the members of Data; those that it does not name are nil. */
  readonly members: ReadonlyMap<string, string>;
}

/** Writes elements in one form. String pieces, for a full callback has 10,000 lines. */
export interface XmlWriter {
  readonly form: CallbackForm;
  /** An element that holds a text, or is empty. */
  value(name: string, text: string, attributes?: string): string;
  /** An element that holds elements. */
  group(name: string, inner: string): string;
}

/** In the order of the platform's sample callback. */
const dataMembers = [
  "CarrierService",
  "ExternalProvisioningChange",
  "PromoChange",
  "SMSDelivery",
  "PRLInformation",
  "DeviceService",
  "GoToState",
  "DeviceProfileService",
  "AlertService",
  "InternalService",
  "DiagnosticsService",
  "Fault",
  "Comment",
  "Summary",
  "Status",
  "CallbackCount",
  "MaxCallbackThreshold",
  "ExtendedEnhancedConnectivityService",
] as const;

/** The message, whole. */
export function callbackXml(
  writer: XmlWriter,
  head: CallbackHead,
  { device, members }: CallbackContent,
): string {
  const { request, data, childAttributes } = writer.form;
  const { username, password, requestId, attempt } = head;
  const all = new Map([
    ...members,
    ["CallbackCount", writer.value("CallbackCount", String(attempt))],
    ["MaxCallbackThreshold", writer.value("MaxCallbackThreshold", String(maxAttempts))],
  ]);
  return [
    request[0],
    writer.value("Username", username, childAttributes),
    writer.value("Password", password, childAttributes),
    writer.value("RequestId", requestId, childAttributes),
    device,
    data[0],
    ...dataMembers.map((name) => all.get(name) ?? nil(writer, name)),
    data[1],
    request[1],
  ].join("");
}

/** A writer of elements in this form. */
export function createXmlWriter(form: CallbackForm): XmlWriter {
  const { prefix, blank } = form;
  return {
    form,
    value: (name, text, attributes = "") =>
      text === ""
        ? `<${prefix}${name}${attributes}/>`
        : `<${prefix}${name}${attributes}>${escaped(text)}${blank}</${prefix}${name}>`,
    group: (name, inner) => `<${prefix}${name}>${inner}</${prefix}${name}>`,
  };
}

/** An element without a value. */
export function nil({ form }: XmlWriter, name: string): string {
  return `<${form.prefix}${name} xsi:nil="true"/>`;
}

const special = /[&<>\r]/;

function escaped(text: string): string {
  if (!special.test(text)) return text;
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll("\r", "&#13;");
}
