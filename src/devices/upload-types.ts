import type { IdentifierKind } from "./identifiers.ts";

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
