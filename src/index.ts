/**
 * vzupload as a library: the parts of a push, without its ledger. Nothing here remembers what was sent, so nothing guards against sending
 * twice: see docs/library.md.
 */
export { type ErrorKind, VzuploadError } from "./errors.ts";
export { buildUploadDevices } from "./library/build-upload-devices.ts";
export type { Activation, Device, Identifier, Upload, UploadType } from "./library/devices.ts";
export { type ParsedCallback, parseCallback } from "./library/parse-callback.ts";
export { type PlanOptions, planUploads } from "./library/plan-uploads.ts";
export {
  type LogInOutcome,
  type LogOutOutcome,
  type NotSent,
  openPlatform,
  type Platform,
  type PlatformOptions,
  type UploadOutcome,
} from "./library/platform.ts";
export {
  type DeviceList,
  type DeviceSource,
  type Problem,
  type ReadOptions,
  readDeviceList,
} from "./library/read-device-list.ts";
export {
  type Sandbox,
  type SandboxOptions,
  type SandboxUpload,
  startSandbox,
} from "./library/start-sandbox.ts";
export {
  type ActivationState,
  type LineState,
  type TalliedLine,
  type Tally,
  tallyUpload,
} from "./library/tally-upload.ts";
export type {
  Callback,
  CallbackCounters,
  CallbackIdentifier,
  CallbackLine,
} from "./uws/callback.ts";
export type { Fault } from "./uws/fault.ts";
