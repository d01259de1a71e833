import type { LineTextName } from "./line-texts.ts";

/** What becomes of a device by its own value, whatever it would be by the rules. */
export interface Mark {
  /** A line for each; none: the device is left out. */
  readonly lines: readonly LineTextName[];
  /** When it is uploaded and to be activated. Without it: as the switches say. */
  readonly activation?: "fails" | "is never told";
}

/** The last eight digits of a first identifier: neither numbering nor a million real devices come across them. */
const markPattern = /999999(\d\d)$/;

/** What the two digits behind 999999 stand for. */
export const marks: Readonly<Record<string, Mark>> = {
  "01": { lines: ["uploadSuccessful"] },
  "02": { lines: ["lineUploaded"] },
  "10": { lines: ["submitted"] },
  "11": { lines: ["duplicateDevice"] },
  "12": { lines: ["duplicateEid"] },
  "13": { lines: ["duplicateIccid"] },
  "14": { lines: ["imeiInvalid"] },
  "15": { lines: ["imeiMissing"] },
  "16": { lines: ["eidInvalid"] },
  "17": { lines: ["eidMissing"] },
  "18": { lines: ["iccidInvalid"] },
  "19": { lines: ["iccidMissing"] },
  "20": { lines: ["servicePlanMissing"] },
  "21": { lines: ["servicePlanNotFound"] },
  "22": { lines: ["zipMissing"] },
  "30": { lines: ["notOnThePage"] },
  "31": { lines: ["nothing"] },
  "40": { lines: [] },
  "41": { lines: ["lineUploaded", "imeiInvalid"] },
  "42": { lines: ["submitted", "lineUploaded"] },
  "50": { lines: ["lineUploaded"], activation: "fails" },
  "51": { lines: ["lineUploaded"], activation: "is never told" },
};

/** The mark of a device, by its first identifier; undefined for all but a few. */
export function markOf(identifier: string): Mark | undefined {
  const digits = markPattern.exec(identifier)?.[1];
  return digits === undefined ? undefined : marks[digits];
}
