import { create } from "xmlbuilder2";
import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import {
  contractNamespace,
  deviceServiceNamespace,
  sessionServiceNamespace,
  soapEnvelopeNamespace,
} from "../uws/namespaces.ts";

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

/** The answer to UploadDevices, in the form of the platform's sample; without a RequestId when there is none. */
export function uploadDevicesXml(requestId: string | undefined): string {
  const envelope = startEnvelope();
  const output = startOutput(envelope, "UploadDevices", deviceServiceNamespace);
  if (requestId !== undefined) output.ele(deviceServiceNamespace, "a:RequestId").txt(requestId);
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

function written(envelope: XMLBuilder): string {
  return envelope.end({ headless: true });
}
