import type { CallbackBehaviour } from "./behaviour.ts";
import { type ContentSource, callbackContent } from "./callback-content.ts";
import { type CallbackForm, callbackForms } from "./callback-form.ts";
import { callbackXml, createXmlWriter } from "./callback-xml.ts";
import type { CallbackMessage } from "./plan-messages.ts";
import type { CallbackTarget } from "./registrations.ts";

/** A message's bytes and what their sender calls them. */
export interface WrittenCallback {
  readonly contentType: string;
  readonly body: Buffer;
}

/** One send of a callback. */
export interface CallbackSend {
  readonly message: CallbackMessage;
  readonly source: ContentSource;
  readonly target: CallbackTarget;
  /** From 1. */
  readonly attempt: number;
}

/** Writes a callback when it is sent, not before. */
export function writeCallback(send: CallbackSend, behaviour: CallbackBehaviour): WrittenCallback {
  const { message, source, target, attempt } = send;
  const form = formOf(message, behaviour);
  const writer = createXmlWriter(form);
  const credentials = credentialsFor(target, behaviour.credentials, attempt);
  const head = { ...credentials, requestId: source.request.requestId, attempt };
  return encoded(callbackXml(writer, head, callbackContent(writer, message, source)), form, behaviour);
}

/** The page's form is that of its UploadDevices callback; the sample callbacks of other services are SOAP envelopes. */
function formOf({ kind }: CallbackMessage, { form }: CallbackBehaviour): CallbackForm {
  return callbackForms[kind === "activation" && form === "page" ? "soap" : form];
}

function credentialsFor(
  { username, password }: CallbackTarget,
  kind: CallbackBehaviour["credentials"],
  attempt: number,
): { readonly username: string; readonly password: string } {
  if (kind === "none") return { username: "", password: "" };
  const wrong = kind === "wrong" || (kind === "wrong-first" && attempt === 1);
  return { username, password: wrong ? `wrong-${password}` : password };
}

/** UTF-16 comes with a byte order mark, little-endian, and with an XML declaration. */
function encoded(xml: string, { declared }: CallbackForm, { encoding }: CallbackBehaviour): WrittenCallback {
  const contentType = `text/xml; charset=${encoding}`;
  const declaration = `<?xml version="1.0" encoding="${encoding}"?>`;
  if (encoding === "utf-16")
    return { contentType, body: Buffer.from(`\uFEFF${declaration}${xml}`, "utf16le") };
  return { contentType, body: Buffer.from(declared ? `${declaration}${xml}` : xml) };
}
