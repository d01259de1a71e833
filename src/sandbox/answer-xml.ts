import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import {
  callbackRegistrationNamespace,
  carrierServiceNamespace,
  contractNamespace,
  deviceServiceNamespace,
  sessionServiceNamespace,
  soapEnvelopeNamespace,
} from "../uws/namespaces.ts";
import { operations } from "../uws/operations.ts";
import type { DevicesOperation } from "./received.ts";

/** The answer to LogIn: the token in the SOAP header and in the body. */
export function logInXml(token: string): string {
  const envelope = startEnvelope();
  envelope.ele(soapEnvelopeNamespace, "s:Header").ele(contractNamespace, "token").txt(token);
  startOutput(envelope, "LogIn", sessionServiceNamespace)
    .ele(sessionServiceNamespace, "a:SessionToken")
    .txt(token);
  return written(envelope);
}

/** The answer to LogOut: the token that has ended. */
export function logOutXml(token: string): string {
  const envelope = startEnvelope();
  startOutput(envelope, "LogOut", sessionServiceNamespace)
    .ele(sessionServiceNamespace, "a:SessionToken")
    .txt(token);
  return written(envelope);
}

/**
 * The answer to UploadDevices, in the form of the platform's sample, and by analogy that to ChangeDeviceState; without a
 * RequestId when there is none.
 */
export function requestXml(operation: DevicesOperation, requestId: string | undefined): string {
  const namespace = operation === "uploadDevices" ? deviceServiceNamespace : carrierServiceNamespace;
  const envelope = startEnvelope();
  const output = startOutput(envelope, operations[operation].name, namespace);
  if (requestId !== undefined) output.ele(namespace, "a:RequestId").txt(requestId);
  return written(envelope);
}

/** A callback registration that was made or ended. */
export interface RegistrationAnswer {
  readonly account: string;
  readonly service: string;
  /** Undefined: not told. */
  readonly url?: string;
}

/** The answer to UnregisterCallback, as on the platform's page, and by analogy that to RegisterCallback. */
export function callbackRegistrationXml(
  operation: "RegisterCallback" | "UnregisterCallback",
  answer: RegistrationAnswer,
): string {
  const envelope = startEnvelope();
  appendRegistration(startOutput(envelope, operation, callbackRegistrationNamespace), answer);
  return written(envelope);
}

/** The answer to GetCallbackRegistrations; its names are inferred but for that of the type CallbackRegistration. */
export function callbackRegistrationsXml(registrations: readonly RegistrationAnswer[]): string {
  const envelope = startEnvelope();
  const output = startOutput(envelope, "GetCallbackRegistrations", callbackRegistrationNamespace);
  const list = output.ele(callbackRegistrationNamespace, "a:CallbackRegistrations");
  for (const registration of registrations)
    appendRegistration(list.ele(callbackRegistrationNamespace, "a:CallbackRegistration"), registration);
  return written(envelope);
}

/** A SOAP 1.1 fault. */
export function faultXml(faultcode: string, faultstring: string): string {
  const envelope = startEnvelope();
  const fault = envelope.ele(soapEnvelopeNamespace, "s:Body").ele(soapEnvelopeNamespace, "s:Fault");
  fault.ele("", "faultcode").txt(faultcode);
  fault.ele("", "faultstring", { "xml:lang": "en-US" }).txt(faultstring);
  return written(envelope);
}

function startEnvelope(): XMLBuilder {
  return create().ele(soapEnvelopeNamespace, "s:Envelope");
}

function startOutput(envelope: XMLBuilder, operation: string, namespace: string): XMLBuilder {
  return envelope
    .ele(soapEnvelopeNamespace, "s:Body")
    .ele(contractNamespace, `${operation}Response`)
    .ele(contractNamespace, "Output")
    .att("http://www.w3.org/2000/xmlns/", "xmlns:a", namespace);
}

function appendRegistration(parent: XMLBuilder, { account, service, url }: RegistrationAnswer): void {
  const append = (name: string, text: string) =>
    parent.ele(callbackRegistrationNamespace, `a:${name}`).txt(text);
  append("AccountName", account);
  append("ServiceName", service);
  if (url !== undefined) append("Url", url);
}

function written(envelope: XMLBuilder): string {
  return envelope.end({ headless: true });
}
