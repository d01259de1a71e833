/** The platform's upload types, exact. Source: its UploadDevices page. */
export type UploadType =
  | "ESN HEX"
  | "MEID"
  | "IMEI"
  | "IMEI ICCID Pair"
  | "IMEI ICCID Embedded SIM Pair"
  | "IMEI EID Pair";

/** One identifier of a device. */
export interface Identifier {
  /** As requests name it; callbacks may have others, such as MDN. */
  readonly kind: string;
  /** In its normal form: digits, or upper-case hexadecimal ones; no blanks or dashes. */
  readonly value: string;
}

/** One device of a list. */
export interface Device {
  /** In the order of the upload type: IMEI before ICCID. */
  readonly identifiers: readonly Identifier[];
  /** Its row's own, else what `readDeviceList` was given. */
  readonly sku?: string;
  /** The same; read only where activation is asked for. */
  readonly servicePlan?: string;
  readonly zipCode?: string;
  /** Where it stands: the name of its source, and the 1-based line. */
  readonly source: string;
  readonly line: number;
}

/** What `planUploads` has cut: the devices of one UploadDevices request. */
export interface Upload {
  readonly uploadType: UploadType;
  readonly sku: string;
  /** Where the platform mails its report; it must be registered there. */
  readonly emailAddress: string;
  /** Undefined: the user's only account. */
  readonly accountName?: string;
  readonly activate?: Activation;
  /** At most 10,000. */
  readonly devices: readonly Device[];
}

/** What activation needs. */
export interface Activation {
  readonly servicePlan: string;
  /** Five digits. */
  readonly zipCode: string;
  /** Undefined: the account's default. */
  readonly ipPool?: string;
}
