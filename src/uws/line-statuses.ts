/**
 * What a line status says of its device.
 * - `success`: it was uploaded
 * - `pending`: accepted for processing; the verdict comes later, by callback or in the e-mailed report
 * - `failed`: it was not uploaded
 * - `unknown`: a text that is not known, or one that does not say whether the upload itself was done
 */
export type LineStatusKind = "success" | "pending" | "failed" | "unknown";

/** The meaning of a LineStatus text. Letter case and blanks do not matter; nothing but a known success is one. */
export function classifyLineStatus(text: string): LineStatusKind {
  const plain = text.replace(/\s+/g, " ").trim();
  return known.find(({ pattern }) => pattern.test(plain))?.kind ?? "unknown";
}

interface KnownStatus {
  readonly kind: LineStatusKind;
  readonly pattern: RegExp;
}

/**
 * Names in brackets stand for values on the platform's page, with or without the brackets. A bare value is one word with a digit
 * in it: a text that says more must not free its device to be sent again.
 */
const value = "(?: ?\\([^()]*\\)| [a-z]*\\d[^() ]*)?";

/**
 * Source: the platform's UploadDevices page; its table of parameters has the first success text, its sample callback the second.
 * "Service Plan Missing", "Service Plan Not Found" and "Mdn Zip Code Missing" speak of the activation: whether the upload was
 * done is not said, so they are unknown.
 */
const known: readonly KnownStatus[] = [
  status("success", "Device upload successful"),
  status("success", "Line has been uploaded successfully"),
  status("pending", "Device upload request submitted"),
  status("failed", `Duplicate Device ID${value} found in the request`),
  status("failed", `Duplicate EID${value} found in the request`),
  status("failed", `Duplicate Device ICCID${value} found in the request`),
  status("failed", `IMEI${value} is invalid`),
  status("failed", `IMEI${value} not provided`),
  status("failed", `EID${value} is invalid`),
  status("failed", `EID${value} not provided`),
  status("failed", `SIM Id${value} is invalid`),
  status("failed", `SIM Id${value} not provided`),
];

/** The whole text, with or without a full stop. */
function status(kind: LineStatusKind, text: string): KnownStatus {
  return { kind, pattern: new RegExp(`^${text}\\.?$`, "i") };
}
