/** In which counter of a callback a line is. */
export type LineCount = "success" | "pending" | "failed";

/** The identifiers of a device that texts quote; empty where it has none. */
export interface QuotedIdentifiers {
  /** The first: IMEI, MEID or ESN. */
  readonly device: string;
  readonly iccid: string;
  readonly eid: string;
}

interface LineText {
  readonly counts: LineCount;
  readonly say: (identifiers: QuotedIdentifiers) => string;
}

/**
 * LineStatus texts. Source: the platform's UploadDevices page, its table of parameters (the first), its sample callback (the
 * second) and its table of errors; the names in brackets there are taken to stand for values. The last two are the sandbox's.
 */
export const lineTexts = {
  uploadSuccessful: { counts: "success", say: () => "Device upload successful" },
  lineUploaded: { counts: "success", say: () => "Line has been uploaded successfully" },
  submitted: { counts: "pending", say: () => "Device upload request submitted" },
  duplicateDevice: failed(({ device }) => `Duplicate Device ID (${device}) found in the request`),
  duplicateEid: failed(({ eid }) => `Duplicate EID (${eid}) found in the request`),
  duplicateIccid: failed(({ iccid }) => `Duplicate Device ICCID (${iccid}) found in the request`),
  imeiInvalid: failed(({ device }) => `IMEI (${device}) is invalid`),
  imeiMissing: failed(({ device }) => `IMEI (${device}) not provided`),
  eidInvalid: failed(({ eid }) => `EID (${eid}) is invalid`),
  eidMissing: failed(({ eid }) => `EID (${eid}) not provided`),
  iccidInvalid: failed(({ iccid }) => `SIM Id (${iccid}) is invalid`),
  iccidMissing: failed(({ iccid }) => `SIM Id (${iccid}) not provided`),
  servicePlanMissing: failed(() => "Service Plan Missing"),
  servicePlanNotFound: failed(() => "Service Plan Not Found"),
  zipMissing: failed(() => "Mdn Zip Code Missing"),
  notOnThePage: failed(() => "Line is held for manual review"),
  nothing: failed(() => ""),
} as const satisfies Record<string, LineText>;

/** One of the texts. */
export type LineTextName = keyof typeof lineTexts;

function failed(say: LineText["say"]): LineText {
  return { counts: "failed", say };
}
