import { readFileSync } from "node:fs";
import {
  contractNamespace,
  sessionServiceNamespace,
  soapEnvelopeNamespace,
} from "../../src/uws/namespaces.ts";
import { operations } from "../../src/uws/operations.ts";

export const sampleRequest = readFileSync(
  new URL("../../fixtures/uws/upload-devices-request.xml", import.meta.url),
  "utf8",
);

/** Activates the devices of the sample request. */
export const activationRequest = readFileSync(
  new URL("../../fixtures/uws/change-device-state-request.xml", import.meta.url),
  "utf8",
);

/** The token of the sample requests. */
export const sampleToken = "f4e2e0ed-fac9-479b-b1d4-ab7a1484f432";

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
}

export interface SoapRequest {
  readonly body: string | Buffer;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: string;
}

export function postUpload(endpoint: string, body: string | Buffer = sampleRequest): Promise<Reply> {
  return post(endpoint, operations.uploadDevices, { body });
}

export function postActivation(endpoint: string, body: string = activationRequest): Promise<Reply> {
  return post(endpoint, operations.changeDeviceState, { body });
}

export function postLogIn(endpoint: string, username: string, password = "sandbox"): Promise<Reply> {
  return post(endpoint, operations.logIn, { body: logInRequest(username, password) });
}

export function postLogOut(endpoint: string, token: string): Promise<Reply> {
  return post(endpoint, operations.logOut, { body: logOutRequest(token) });
}

export async function post(
  endpoint: string,
  operation: { readonly path: string; readonly soapAction: string },
  { body, headers, method = "POST" }: SoapRequest,
): Promise<Reply> {
  const response = await fetch(`${endpoint}/${operation.path}`, {
    method,
    headers: {
      "content-type": "text/xml; charset=utf-8",
      soapaction: `"${operation.soapAction}"`,
      ...headers,
    },
    ...(method === "POST" ? { body: typeof body === "string" ? body : new Uint8Array(body) } : {}),
  });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

/** The fault of an answer as "code: text"; undefined when it is none. */
export function faultOf({ text }: Reply): string | undefined {
  const [, code, reason = ""] =
    /<faultcode>(.*?)<\/faultcode><faultstring[^>]*>(.*?)<\/faultstring>/s.exec(text) ?? [];
  return code === undefined ? undefined : `${code}: ${reason.replaceAll("&lt;", "<")}`;
}

export function requestIdOf({ text }: Reply): string | undefined {
  return /<a:RequestId>([^<]*)</.exec(text)?.[1];
}

export function tokenOf({ text }: Reply): string {
  return /<a:SessionToken>([^<]*)</.exec(text)?.[1] ?? "";
}

/** An upload of the sample's shape, or another request, with `count` pairs, the first of them numbered `from`. */
export function pairsRequest(count: number, from = 0, request: string = sampleRequest): string {
  const devices = Array.from({ length: count }, (_, index) => pair(from + index));
  return withDeviceList(devices.join(""), request);
}

export function withDeviceList(xml: string, request: string = sampleRequest): string {
  return request.replace(/<nph:DeviceList>.*<\/nph:DeviceList>/s, `<nph:DeviceList>${xml}</nph:DeviceList>`);
}

export function device(...identifiers: readonly (readonly [kind: string, value: string])[]): string {
  const inner = identifiers.map(
    ([kind, value]) =>
      `<nph1:DeviceIdentifier><nph1:Kind>${kind}</nph1:Kind><nph1:Identifier>${value}</nph1:Identifier></nph1:DeviceIdentifier>`,
  );
  return `<nph1:DeviceIdentifierCollection><nph1:DeviceIdentifiers>${inner.join("")}</nph1:DeviceIdentifiers></nph1:DeviceIdentifierCollection>`;
}

/** The sample request, or another, with another text in one element. */
export function withField(name: string, text: string, request: string = sampleRequest): string {
  return request.replace(new RegExp(`(<[^<>]*\\b${name}>)[^<]*`), `$1${text}`);
}

function pair(number: number): string {
  return device(
    ["IMEI", String(352_000_000_000_000 + number)],
    ["ICCID", `891490${10_000_000_000_000 + number}`],
  );
}

function logInRequest(username: string, password: string): string {
  return sessionRequest(
    "",
    `<v2:LogIn><v2:Input><n:Username>${username}</n:Username><n:Password>${password}</n:Password></v2:Input></v2:LogIn>`,
  );
}

function logOutRequest(token: string): string {
  return sessionRequest(
    `<s:Header><v2:token>${token}</v2:token></s:Header>`,
    `<v2:LogOut><v2:Input><n:SessionToken>${token}</n:SessionToken></v2:Input></v2:LogOut>`,
  );
}

function sessionRequest(header: string, body: string): string {
  const declarations = `xmlns:s="${soapEnvelopeNamespace}" xmlns:v2="${contractNamespace}" xmlns:n="${sessionServiceNamespace}"`;
  return `<s:Envelope ${declarations}>${header}<s:Body>${body}</s:Body></s:Envelope>`;
}
