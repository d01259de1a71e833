import type { IncomingMessage } from "node:http";
import { type Operation, operations } from "../uws/operations.ts";
import { type Answer, faultAnswer, plainAnswer } from "./answer.ts";
import { actionNotSupported } from "./refusal.ts";
import type { OperationKey } from "./schemas.ts";

/** Where the services are, below the server's root. */
export const basePath = "/api/v2";

/** What a request is, by its head alone. */
export type Admission =
  | { readonly kind: "call"; readonly key: OperationKey }
  | { readonly kind: "status" }
  | { readonly kind: "refused"; readonly answer: Answer; readonly detail: string };

/** Judges method, path, content type and SOAPAction, as strictly as WCF does. */
export function admit(request: IncomingMessage): Admission {
  const path = request.url?.split("?", 1)[0] ?? "";
  if (request.method === "GET" && (path === basePath || path === `${basePath}/`)) return { kind: "status" };
  const service = services.get(path);
  if (service === undefined) return refused(404, `There is no service at ${path}.`);
  if (request.method !== "POST")
    return refused(405, `${request.method} is not allowed: use POST.`, { allow: "POST" });
  const contentType = request.headers["content-type"] ?? "";
  if (!isSoap11(contentType)) {
    return refused(415, `The content type '${contentType}' is not 'text/xml; charset=utf-8'.`);
  }
  const encoding = request.headers["content-encoding"] ?? "identity";
  if (encoding !== "identity") return refused(415, `The content encoding '${encoding}' is not supported.`);
  const { soapaction } = request.headers;
  return admitAction(service, soapaction);
}

// Object.entries forgets that its names are the table's.
const entries = Object.entries(operations) as readonly (readonly [OperationKey, Operation])[];

const services: ReadonlyMap<string, string> = new Map(
  entries.map(([, { path, service }]) => [`${basePath}/${path}`, service]),
);

function admitAction(service: string, header: string | readonly string[] | undefined): Admission {
  const action = String(header ?? "(none)");
  const found = entries.find(([, entry]) => entry.service === service && action === `"${entry.soapAction}"`);
  if (found !== undefined) return { kind: "call", key: found[0] };
  const refusal = actionNotSupported(action);
  return {
    kind: "refused",
    answer: faultAnswer(service, refusal),
    detail: `${refusal.code}: ${refusal.text}`,
  };
}

function isSoap11(contentType: string): boolean {
  return /^text\/xml\s*;\s*charset=(?:utf-8|"utf-8")\s*$/i.test(contentType.trim());
}

function refused(status: number, text: string, headers?: Readonly<Record<string, string>>): Admission {
  return { kind: "refused", answer: plainAnswer(status, text, headers), detail: `${status} ${text}` };
}
