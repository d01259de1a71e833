import { classifyActivationFault } from "./faults.ts";
import { operations } from "./operations.ts";
import { inferredNames, type PlatformNames } from "./platform-names.ts";
import type { Transport } from "./transport.ts";
import { postDevices, type UploadOutcome, type UploadPost } from "./upload-devices.ts";

export interface ActivationPost extends UploadPost {
  /** How many the envelope has: a fault that speaks of one device proves something of a request of one only. */
  readonly devices: number;
  /** Default: those that are inferred. */
  readonly names?: PlatformNames | undefined;
}

/** Posts one ChangeDeviceState envelope, once, and says what that proves. Who calls decides on repeats. */
export function postActivation(transport: Transport, activation: ActivationPost): Promise<UploadOutcome> {
  return postDevices(transport, activation, {
    operation: { ...operations.changeDeviceState, path: (activation.names ?? inferredNames).carrierPath },
    classify: (fault) => classifyActivationFault(fault, activation.devices),
  });
}
