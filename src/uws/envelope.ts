import { create, fragment } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import { contractNamespace, soapEnvelopeNamespace } from "./namespaces.ts";

export interface StartedEnvelope {
  /** The root: `.end({ headless: true })` writes it. */
  readonly envelope: XMLBuilder;
  /** soapenv:Body, empty. */
  readonly body: XMLBuilder;
}

/**
 * Begins a SOAP 1.1 request: prefixes soapenv, v2 and the given ones on the root, the session token in the Header (no
 * Header without one). Source: the platform's sample request. This module loads xmlbuilder2 (50 ms): import it late.
 */
export function startEnvelope(
  token: string | undefined,
  prefixes: Readonly<Record<string, string>>,
): StartedEnvelope {
  const declared = { soapenv: soapEnvelopeNamespace, v2: contractNamespace, ...prefixes };
  const attributes = Object.entries(declared).map(([prefix, uri]) => [`xmlns:${prefix}`, uri]);
  const envelope = create().ele("soapenv:Envelope", Object.fromEntries(attributes));
  if (token !== undefined) {
    envelope.ele("soapenv:Header").ele("token", { xmlns: contractNamespace }).txt(token);
  }
  return { envelope, body: envelope.ele("soapenv:Body") };
}

/** A text as xmlbuilder2 writes it between two tags. */
export function escapeText(text: string): string {
  return fragment().txt(text).toString();
}

/** Appends `<name>text</name>`; nothing for undefined. */
export function appendText(parent: XMLBuilder, name: string, text: string | undefined): void {
  if (text !== undefined) parent.ele(name).txt(text);
}
