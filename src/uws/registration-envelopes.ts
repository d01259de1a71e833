import { appendText, startEnvelope } from "./envelope.ts";
import { inferredNames, type PlatformNames } from "./platform-names.ts";

/** The fields of a registration, in the order in which they are sent; what is undefined is left out. */
export interface RegistrationFields {
  readonly AccountName: string;
  readonly ServiceName?: string;
  readonly Url?: string;
  /** Holds a secret: never log the message. Empty: none. */
  readonly Username?: string;
  readonly Password?: string;
}

/**
 * A message of the CallbackRegistrationService, without an XML declaration. Source: the platform's sample of UnregisterCallback; the
 * order of Url, Username and Password is that of the page's table.
 */
export function buildRegistrationCall(
  operation: string,
  token: string,
  fields: RegistrationFields,
  { registrationNamespace }: PlatformNames = inferredNames,
): string {
  const { envelope, body } = startEnvelope(token, { nph: registrationNamespace });
  const input = body.ele(`v2:${operation}`).ele("v2:Input");
  for (const name of fieldOrder) appendText(input, `nph:${name}`, fields[name]);
  return envelope.end({ headless: true });
}

const fieldOrder = ["AccountName", "ServiceName", "Url", "Username", "Password"] as const;
