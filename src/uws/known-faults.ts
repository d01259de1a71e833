/** What a fault proves about a request. `refused` and `session`: nothing was applied; `doubt`: unknown. */
export type FaultVerdict =
  | { readonly kind: "session" }
  | { readonly kind: "refused"; readonly hint: string }
  | { readonly kind: "doubt" };

/** A faultcode and what it proves. */
export interface KnownCode {
  /** Contained in the faultcode. */
  readonly code: string;
  readonly verdict: FaultVerdict;
}

interface KnownText {
  /** Matches the whole faultstring. */
  readonly pattern: RegExp;
  readonly verdict: FaultVerdict;
}

/**
 * Codes of every operation. First match counts: the particular before the general. Source of the codes: the platform's
 * public pages.
 */
export const knownCodes: readonly KnownCode[] = [
  session("SessionToken.Expired"),
  session("SessionToken.Format"),
  session("SessionToken.Invalid"),
  refused("INPUT_INVALID.Request.InvalidCharacter", "Take ', < and \\ out of every field, then try again."),
  refused(
    "INPUT_INVALID.RequestUndefined",
    "The message was not understood: check --endpoint, then report this.",
  ),
  refused(
    "INPUT_INVALID.Account.NotDefined",
    "Give the billing account with --account, in the form 1223334444-00001.",
  ),
  refused(
    "INPUT_INVALID.Device.Kind.Invalid",
    "Check --type against the columns of the file, then try again.",
  ),
  refused(
    "INPUT_INVALID.Device.Identifier.Invalid",
    "Check the identifiers with `vzupload check --check-digits error`.",
  ),
  refused("INPUT_INVALID.MaxRequestsExceeded", "Too many requests: wait a few minutes, then try again."),
  refused("INPUT_INVALID.", "Correct what the platform names, then try again."),
  refused(
    "DeserializationFailed",
    "The platform could not read the message: check --endpoint, then report this.",
  ),
  refused("ActionNotSupported", "The endpoint does not know the operation: check --endpoint."),
  refused("REQUEST_FAILED.AccountName", "Check --account: the user may not use this billing account."),
  refused(
    "REQUEST_FAILED.AccountNotFound",
    "Check --account: the platform does not know this billing account.",
  ),
  refused("REQUEST_FAILED.NoAccounts", "The user has no billing account: ask Verizon to assign one."),
  refused(
    "REQUEST_FAILED.MultipleAccounts",
    "The user has several billing accounts: name one with --account.",
  ),
];

/**
 * Codes of ChangeDeviceState, beside those of every operation. A default IP pool is the account's, and is missing before any
 * device is looked at.
 */
export const activationCodes: readonly KnownCode[] = [
  refused(
    "REQUEST_FAILED.DefaultIpPoolNotDefined",
    "The account has no default IP pool: name a pool with --ip-pool.",
  ),
];

/**
 * Codes that speak of one device. In a request of one device it is that one, and nothing was applied to it. In a request of
 * many the platform may have activated some before it came to this one: nobody says, so that is a doubt, not a refusal.
 */
export const activationDeviceCodes: readonly KnownCode[] = [
  refused(
    "REQUEST_FAILED.DeviceNotFound",
    "The platform does not have the device: check --type and --account, and that its upload was at least five minutes ago.",
  ),
  refused("REQUEST_FAILED.DeviceAlreadyActive", "The device is active: there is nothing to be done."),
];

const skuHint =
  "Check --sku (letters are upper case); the device must be registered and certified at Verizon.";
const emailHint = "Check --email: the address must be registered with the Open Development account.";
const typeHint = "Check --type: it must be one of the platform's upload types.";

/**
 * The package-level errors of the platform's UploadDevices page: "the request was not processed and the device identifiers
 * were not uploaded". Names in brackets there stand for values.
 */
export const knownTexts: readonly KnownText[] = [
  { pattern: wholeText("Processing failed due to an unknown error"), verdict: { kind: "doubt" } },
  refusedText("Device SKU is not present in ODI", skuHint),
  refusedText("Device SKU is not present in DMD", skuHint),
  refusedText(
    "Device SKU is not Certified",
    "The device is not certified yet: ask Verizon, then push again.",
  ),
  refusedText(
    "Device SKU is CDMA Type and only exception request is supported",
    "CDMA devices can no longer be activated: ask Verizon about an exception.",
  ),
  refusedText(
    "Device SKU is missing status in DMD",
    "The SKU is not fully configured: ask Verizon, then push again.",
  ),
  refusedText(
    "Device SKU is certified but not present in DMD",
    "The SKU is not fully configured: ask Verizon, then push again.",
  ),
  refusedText("No Profile found for email address (odiPortalEmailAddress)", emailHint),
  refusedText(
    "There are no active/approved devices",
    "The platform found no devices in the request: check the file.",
  ),
  refusedText("Device SKU (deviceSku) not provided", skuHint),
  refusedText("Upload Type (uploadType) not provided", typeHint),
  refusedText(
    "Upload Type (uploadType) is invalid. (Must be one of ESN HEX, MEID, IMEI, IMEI ICCID Pair, IMEI ICCID Embedded SIM Pair or IMEI EID Pair)",
    typeHint,
  ),
  refusedText("Upload Type (uploadType) is invalid", typeHint),
  refusedText("Email Address (odiPortalEmailAddress) not provided", emailHint),
  refusedText("Email Address (odiPortalEmailAddress) is invalid", emailHint),
  refusedText(
    "Number of upload lines exceeds threshold of 10,000",
    "Push again with a smaller --batch-size.",
  ),
];

function session(code: string): KnownCode {
  return { code, verdict: { kind: "session" } };
}

function refused(code: string, hint: string): KnownCode {
  return { code, verdict: { kind: "refused", hint } };
}

function refusedText(text: string, hint: string): KnownText {
  return { pattern: wholeText(text), verdict: { kind: "refused", hint } };
}

/** A bracketed name may be any value, in brackets or not, or be missing. */
function wholeText(text: string): RegExp {
  const parts = text.split(/ ?\([a-z]\w*\)/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(" ?.{0,320}?")}\\.?$`, "i");
}
