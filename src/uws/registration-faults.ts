import type { Fault } from "./fault.ts";
import { type FaultVerdict, knownCodes } from "./known-faults.ts";

/** What a fault says of a call about callback registrations. `unclear`: the server's own trouble, which may have come behind the act. */
export type RegistrationFaultVerdict =
  | { readonly kind: "session" }
  /** `isKnown`: by a code of which it is published that the call is not carried out. */
  | { readonly kind: "refused"; readonly hint: string; readonly isKnown: boolean }
  | { readonly kind: "unclear" };

/**
 * What a fault means: the codes are those of every operation. These calls can be repeated without harm and asked about, so what is not
 * known counts as a refusal: nothing is concluded from it but that this call did not do what it should.
 */
export function classifyRegistrationFault({ code: found }: Fault): RegistrationFaultVerdict {
  if (serverTroubles.some((code) => found.includes(code))) return { kind: "unclear" };
  return verdictOf(knownCodes.find(({ code }) => found.includes(code))?.verdict);
}

/** Contained in the faultcode. Source: the platform's public pages. */
const serverTroubles = ["REQUEST_FAILED.UnexpectedError", "InternalServiceFault"] as const;

function verdictOf(verdict: FaultVerdict = { kind: "doubt" }): RegistrationFaultVerdict {
  switch (verdict.kind) {
    case "session":
      return { kind: "session" };
    case "refused":
      return { ...verdict, isKnown: true };
    case "doubt":
      return { kind: "refused", hint: "Read what the platform says.", isKnown: false };
  }
}
