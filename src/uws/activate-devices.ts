import { classifyActivationFault } from "./faults.ts";
import { operations } from "./operations.ts";
import type { Transport } from "./transport.ts";
import { postDevices, type UploadOutcome, type UploadPost } from "./upload-devices.ts";

export interface ActivationPost extends UploadPost {
  /** How many the envelope has: a fault that speaks of one device proves something of a request of one only. */
  readonly devices: number;
}

/** Posts one ChangeDeviceState envelope, once, and says what that proves. Who calls decides on repeats. */
export function postActivation(transport: Transport, activation: ActivationPost): Promise<UploadOutcome> {
  return postDevices(transport, activation, {
    operation: operations.changeDeviceState,
    classify: (fault) => classifyActivationFault(fault, activation.devices),
  });
}
