import { faultXml } from "./answer-xml.ts";
import type { Refusal } from "./refusal.ts";

/** One HTTP answer, ready to be sent. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A SOAP answer, HTTP 200. */
export function soapAnswer(body: string): Answer {
  return { status: 200, headers: { "content-type": "text/xml; charset=utf-8" }, body };
}

/** A SOAP 1.1 fault, HTTP 500; its faultcode is the service's name, a dot and the error code. */
export function faultAnswer(service: string, { code, text }: Refusal): Answer {
  return { ...soapAnswer(faultXml(`${service}.${code}`, text)), status: 500 };
}

/** An answer of the web server or a proxy, not of the service. */
export function plainAnswer(
  status: number,
  body: string,
  headers: Readonly<Record<string, string>> = {},
): Answer {
  return { status, headers: { "content-type": "text/plain; charset=utf-8", ...headers }, body: `${body}\n` };
}
