import type { Fault } from "./fault.ts";

/**
 * One message of the platform to a registered callback URL, as far as it matters here. All values are trimmed.
 * Source: the platform's UploadDevices and ChangeDeviceState pages and their sample messages.
 */
export interface Callback {
  /** Undefined: the message has no such element; an empty one is "". */
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** 1 to 200 printable ASCII characters without blanks. */
  readonly requestId: string;
  /** The member of Data that is not nil; `none`: a message that brings only a fault or a status. */
  readonly service: "DeviceService" | "CarrierService" | "other" | "none";
  readonly accountName: string | undefined;
  readonly sku: string | undefined;
  /** Of UploadDevices: in the order of the message. */
  readonly lines: readonly CallbackLine[];
  readonly counters: CallbackCounters;
  /** The one device that an activation's callback speaks of; empty for UploadDevices. */
  readonly device: readonly CallbackIdentifier[];
  /** Data/Fault, when it is not nil. */
  readonly fault: Fault | undefined;
  /** Data/Status, when it is not nil: "Failed" beside a fault. */
  readonly status: string | undefined;
  /** Which of at most `attempts` deliveries this is, from 1. Undefined: it does not say. */
  readonly attempt: number | undefined;
}

/** What a message says of its sender and its request; the platform's begin with it. Undefined: it has not come yet. */
export type CallbackHead = { readonly [Field in "username" | "password" | "requestId"]: string | undefined };

/** What the platform says of one device of an upload. */
export interface CallbackLine {
  readonly identifiers: readonly CallbackIdentifier[];
  /** LineStatus, verbatim but for blanks around it; may be empty. */
  readonly status: string;
}

export interface CallbackIdentifier {
  /** Upper case, whatever the message has: "IMEI", "ICCID", "EID", "MEID", "ESN", or a kind that is not ours ("MDN"). */
  readonly kind: string;
  readonly value: string;
}

/** Counts of devices; undefined: missing, nil or not a whole number. */
export interface CallbackCounters {
  readonly total: number | undefined;
  readonly pending: number | undefined;
  readonly success: number | undefined;
  readonly failed: number | undefined;
}
