import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { type IdentifierKind, identifiers } from "./identifiers.ts";

export interface UploadTypeRule {
  /** What a device of this type must have, in the order in which the platform wants them. */
  readonly identifiers: readonly IdentifierKind[];
  /** Accepted beside the exact text, in any case. */
  readonly short: readonly string[];
}

/** The platform's UploadType texts, exact. Source: its UploadDevices page. */
export const uploadTypes = {
  "ESN HEX": { identifiers: ["esn"], short: ["esn", "esn-hex"] },
  MEID: { identifiers: ["meid"], short: ["meid"] },
  IMEI: { identifiers: ["imei"], short: ["imei"] },
  "IMEI ICCID Pair": { identifiers: ["imei", "iccid"], short: ["imei-iccid", "pair"] },
  "IMEI ICCID Embedded SIM Pair": {
    identifiers: ["imei", "iccid"],
    short: ["imei-iccid-embedded", "embedded-sim", "esim"],
  },
  "IMEI EID Pair": { identifiers: ["imei", "eid"], short: ["imei-eid"] },
} as const satisfies Record<string, UploadTypeRule>;

export type UploadType = keyof typeof uploadTypes;

export const maxDevicesPerRequest = 10_000;

/** Every type, in the order of the table. */
export const uploadTypeNames = Object.keys(uploadTypes) as readonly UploadType[]; // as: the keys of the table

/** The type that a text names, exactly or by a short name, in any case; else a VzuploadError "usage" that lists them all. */
export function parseUploadType(text: string): UploadType {
  const wanted = text.trim().toLowerCase();
  const found = uploadTypeNames.find((name) => namesOf(name).some((known) => known.toLowerCase() === wanted));
  if (found !== undefined) return found;
  const choices = uploadTypeNames
    .map((name) => `"${name}" (${uploadTypes[name].short.join(", ")})`)
    .join(", ");
  throw new VzuploadError("usage", `Unknown upload type "${visibleText(text)}".`, {
    hint: `Choose one of ${choices}.`,
  });
}

/** The identifiers of a device with the platform's names of their kinds; `values` in the order of the type. */
export function nameIdentifiers(
  uploadType: UploadType,
  values: readonly string[],
): readonly { readonly kind: string; readonly value: string }[] {
  return uploadTypes[uploadType].identifiers.map((kind, position) => ({
    kind: identifiers[kind].platformKind,
    value: values[position] ?? "",
  }));
}

function namesOf(name: UploadType): readonly string[] {
  return [name, ...uploadTypes[name].short];
}
