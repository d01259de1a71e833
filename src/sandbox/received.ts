import type { CallFault } from "./faults.ts";
import type { Message } from "./message.ts";
import type { Refusal } from "./refusal.ts";
import type { OperationKey } from "./schemas.ts";

/** The operations that are about devices and are answered with a RequestId: what the sandbox keeps a record of. */
export type DevicesOperation = "uploadDevices" | "changeDeviceState";

/** Whether an operation is one of them. */
export function isDevicesOperation(key: OperationKey): key is DevicesOperation {
  return key === "uploadDevices" || key === "changeDeviceState";
}

/**
 * What became of an upload or activation, whatever its sender was told:
 * - `accepted`: it was applied and has a RequestId
 * - `refused`: the platform's rules said no, nothing was applied
 * - `dropped`: a fault switch or a broken connection came first, nothing was applied
 */
export type UploadOutcome = "accepted" | "refused" | "dropped";

/** One call of either operation as the sandbox knows it. */
export interface ReceivedCall {
  /** The number of the call among those of its operation, from 1. */
  readonly sequence: number;
  readonly outcome: UploadOutcome;
  /** The switch that was on for this call. */
  readonly fault: CallFault["kind"] | undefined;
  readonly refusal: Refusal | undefined;
  /** When accepted. */
  readonly requestId: string | undefined;
  readonly account: string | undefined;
  /** How many devices the message has. */
  readonly devices: number;
  /** What the message says about activation, as WCF sees it: undefined too when its children have the wrong namespace. */
  readonly activate: ReceivedActivation | undefined;
  /** With the option keepDevices: each device's identifiers in order, joined by a comma. */
  readonly deviceKeys: readonly string[] | undefined;
}

/** One UploadDevices call as the sandbox knows it. */
export interface ReceivedUpload extends ReceivedCall {
  readonly operation: "UploadDevices";
  readonly sku: string | undefined;
  readonly uploadType: string | undefined;
  readonly email: string | undefined;
}

/** One ChangeDeviceState call as the sandbox knows it. */
export interface ReceivedStateChange extends ReceivedCall {
  readonly operation: "ChangeDeviceState";
}

/** The children of Activate; those that were not sent are undefined. */
export interface ReceivedActivation {
  readonly carrierIpPoolName: string | undefined;
  readonly servicePlan: string | undefined;
  readonly mdnZipCode: string | undefined;
}

/** What a record takes from the message of either operation; without a readable message all of it is empty. */
export type MessageFacts = Pick<ReceivedCall, "account" | "devices" | "activate" | "deviceKeys">;

/** What a record of an upload has beside. */
export type UploadFacts = Pick<ReceivedUpload, "sku" | "uploadType" | "email">;

/** The facts of an upload's message. */
export function uploadFacts(message: Message | undefined): UploadFacts {
  const field = (name: string): string | undefined => message?.fields.get(name);
  return { sku: field("DeviceSku"), uploadType: field("UploadType"), email: field("EmailAddress") };
}

/** The facts of a message, without the devices unless they are to be kept. */
export function messageFacts(message: Message | undefined, keepDevices: boolean): MessageFacts {
  return {
    account: message?.fields.get("AccountName"),
    devices: message?.devices.count ?? 0,
    activate: message === undefined ? undefined : activationOf(message),
    deviceKeys: keepDevices ? (message?.devices.keys ?? []) : undefined,
  };
}

/** What a message says about activation, as WCF sees it. */
export function activationOf({ fields }: Message): ReceivedActivation | undefined {
  const found = {
    carrierIpPoolName: fields.get("CarrierIpPoolName"),
    servicePlan: fields.get("ServicePlan"),
    mdnZipCode: fields.get("MdnZipCode"),
  };
  return Object.values(found).some((value) => value !== undefined) ? found : undefined;
}
