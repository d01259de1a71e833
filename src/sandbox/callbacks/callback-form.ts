import { contractNamespace, soapEnvelopeNamespace } from "../../uws/namespaces.ts";
import type { CallbackBehaviour } from "./behaviour.ts";

/** How a callback is dressed; what it says is the same in every form. */
export interface CallbackForm {
  /** Before the children of CallbackRequest, and behind them. */
  readonly request: readonly [head: string, tail: string];
  /** Before the members of Data, and behind them. */
  readonly data: readonly [head: string, tail: string];
  /** Attributes of the other children of CallbackRequest, with a blank before. */
  readonly childAttributes: string;
  /** Before each element's name. */
  readonly prefix: string;
  /** Behind each value. */
  readonly blank: string;
  /** An identifier's Kind, from upper case. */
  readonly kind: (name: string) => string;
  /** Whether an XML declaration comes first in UTF-8, too. */
  readonly declared: boolean;
  /** Whether a device's identifiers come in the reverse of the request's order. */
  readonly reversed: boolean;
}

const instance = "http://www.w3.org/2001/XMLSchema-instance";
const schemaNamespaces = `xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="${instance}"`;
const inContract = `xmlns="${contractNamespace}"`;

/**
 * `page`: the platform's sample UploadDevices callback. `soap`: the envelope of its samples for other services, with Data in
 * no namespace. `prefixed`: the same message as another serializer would write it.
 */
export const callbackForms = {
  page: {
    request: [
      `<CallbackRequest1 ${schemaNamespaces}><CallbackRequest>`,
      "</CallbackRequest></CallbackRequest1>",
    ],
    data: [`<Data ${inContract}><Data ${schemaNamespaces} ${inContract}>`, "</Data></Data>"],
    childAttributes: ` ${inContract}`,
    prefix: "",
    blank: " ",
    kind: capitalised,
    declared: false,
    reversed: true,
  },
  soap: {
    request: [
      `<s:Envelope xmlns:s="${soapEnvelopeNamespace}"><s:Body ${schemaNamespaces}><CallbackRequest ${inContract}>`,
      "</CallbackRequest></s:Body></s:Envelope>",
    ],
    data: ['<Data xmlns="">', "</Data>"],
    childAttributes: "",
    prefix: "",
    blank: "",
    kind: capitalised,
    declared: false,
    reversed: false,
  },
  prefixed: {
    request: [
      `<soapenv:Envelope xmlns:soapenv="${soapEnvelopeNamespace}" xmlns:v2="${contractNamespace}">\n  <!-- results --><soapenv:Header/>\n  <soapenv:Body xmlns:xsi="${instance}">\n<v2:CallbackRequest>`,
      "</v2:CallbackRequest>\n</soapenv:Body></soapenv:Envelope>\n",
    ],
    data: ["<v2:Data>", "</v2:Data>"],
    childAttributes: "",
    prefix: "v2:",
    blank: "\n",
    kind: (name) => name,
    declared: true,
    reversed: false,
  },
} as const satisfies Record<CallbackBehaviour["form"], CallbackForm>;

function capitalised(name: string): string {
  return `${name.charAt(0)}${name.slice(1).toLowerCase()}`;
}
