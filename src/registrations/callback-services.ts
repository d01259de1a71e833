import type { JobOperation } from "../store/job-record.ts";

/** The service whose callbacks tell what became of the devices of an operation. */
export const callbackServiceOf = {
  UploadDevices: "DeviceService",
  ChangeDeviceState: "CarrierService",
} as const satisfies Record<JobOperation, string>;

/** The services whose callbacks vzupload reads, uploads' first. */
export const callbackServices: readonly string[] = Object.values(callbackServiceOf);
