import { createRequestTally, type RequestTally, type RequestTallyOptions } from "./request-tally.ts";

/**
 * The tally of a request that no ledger here has: by what its callbacks speak of it is an upload (perhaps with activation) or an
 * activation alone. Callbacks of an activation alone speak of one device each, and never of an upload.
 */
export function createStrangerTally(
  options: Pick<RequestTallyOptions, "requestId" | "expectedCount" | "until">,
): RequestTally {
  const activates = options.until === "activated";
  const upload = createRequestTally({ ...options, operation: "UploadDevices", activates });
  const activation = createRequestTally({ ...options, operation: "ChangeDeviceState", activates: false });
  let [speaksOfDevice, speaksOfUpload] = [false, false];
  const current = () => (speaksOfDevice && !speaksOfUpload ? activation : upload);
  return {
    apply(callback) {
      if (callback.device.length > 0) speaksOfDevice = true;
      if (callback.lines.length > 0 || callback.service === "DeviceService") speaksOfUpload = true;
      const isNews = [upload.apply(callback), activation.apply(callback)];
      return isNews.includes(true);
    },
    overrule(line) {
      upload.overrule(line);
      activation.overrule(line);
    },
    judgement: () => current().judgement(),
    forEachLine: (visit, wants) => current().forEachLine(visit, wants),
    lineOf: (identifiers) => current().lineOf(identifiers),
    openCount: () => current().openCount(),
    isComplete: () => current().isComplete(),
  };
}
