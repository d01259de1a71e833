import type { XMLBuilder } from "xmlbuilder2/lib/interfaces.js";
import { appendText, startEnvelope } from "./envelope.ts";
import { sessionServiceNamespace } from "./namespaces.ts";

export interface LogInRequest {
  readonly username: string;
  readonly password: string;
}

/** The LogIn message, without an XML declaration. Holds the password: never log it. */
export function buildLogIn({ username, password }: LogInRequest): string {
  const { envelope, body } = startEnvelope(undefined, prefixes);
  const input = body.ele("v2:LogIn").ele("v2:Input");
  appendText(input, "nph:Username", username);
  appendText(input, "nph:Password", password);
  return written(envelope);
}

/** The LogOut message: the token in the Header and in the Input. */
export function buildLogOut(token: string): string {
  const { envelope, body } = startEnvelope(token, prefixes);
  appendText(body.ele("v2:LogOut").ele("v2:Input"), "nph:SessionToken", token);
  return written(envelope);
}

const prefixes = { nph: sessionServiceNamespace };

function written(envelope: XMLBuilder): string {
  return envelope.end({ headless: true });
}
