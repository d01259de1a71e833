import type { Fault } from "./fault.ts";

/** What a fault says of a call about callback registrations. `unclear`: the server's own trouble, which may have come behind the act. */
export type RegistrationFaultVerdict =
  | { readonly kind: "session" }
  /** `isKnown`: by a code of which it is published that the call is not carried out. */
  | { readonly kind: "refused"; readonly hint: string; readonly isKnown: boolean }
  | { readonly kind: "unclear" };

/**
 * What a fault means. These calls can be repeated without harm and asked about, so what is not known counts as a refusal: nothing is
 * concluded from it but that this call did not do what it should.
 */
export function classifyRegistrationFault({ code }: Fault): RegistrationFaultVerdict {
  return known.find(([part]) => code.includes(part))?.[1] ?? unknown;
}

/** Contained in the faultcode; the first counts. Source of the codes: the platform's public pages. */
const known: readonly (readonly [part: string, verdict: RegistrationFaultVerdict])[] = [
  ["SessionToken.Expired", { kind: "session" }],
  ["SessionToken.Format", { kind: "session" }],
  ["SessionToken.Invalid", { kind: "session" }],
  ["REQUEST_FAILED.UnexpectedError", { kind: "unclear" }],
  ["InternalServiceFault", { kind: "unclear" }],
  ["Request.InvalidCharacter", refused("Take ', < and \\ out of URL, user name, password and account.")],
  ["Account.NotDefined", refused("Give the billing account with --account, in the form 1223334444-00001.")],
  ["REQUEST_FAILED.AccountName", refused("Check --account: the user may not use this billing account.")],
  [
    "REQUEST_FAILED.AccountNotFound",
    refused("Check --account: the platform does not know this billing account."),
  ],
  ["REQUEST_FAILED.NoAccounts", refused("The user has no billing account: ask Verizon to assign one.")],
  [
    "REQUEST_FAILED.MultipleAccounts",
    refused("The user has several billing accounts: name one with --account."),
  ],
  ["MaxRequestsExceeded", refused("Too many requests: wait a few minutes, then repeat the command.")],
  [
    "DeserializationFailed",
    refused("The platform could not read the message: check --endpoint, then report this."),
  ],
  [
    "ActionNotSupported",
    refused("The endpoint does not know the CallbackRegistrationService: check --endpoint."),
  ],
  ["INPUT_INVALID.", refused("Correct what the platform names, then repeat the command.")],
];

const unknown: RegistrationFaultVerdict = {
  kind: "refused",
  hint: "Read what the platform says.",
  isKnown: false,
};

function refused(hint: string): RegistrationFaultVerdict {
  return { kind: "refused", hint, isKnown: true };
}
