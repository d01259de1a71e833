/** The identifiers that the platform knows, in the industry's terms. */
export type IdentifierKind = "imei" | "iccid" | "eid" | "meid" | "esn";
