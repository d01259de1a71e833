import { contractNamespace } from "./namespaces.ts";

/**
 * A callback that says nothing of any device and has no credentials, under a RequestId that is nobody's: to see whether a URL leads to a
 * listener. `requestId`: letters, digits and dashes.
 */
export function probeCallback(requestId: string): Buffer {
  const empty = ["Username", "Password"].map((name) => `<${name}/>`).join("");
  return Buffer.from(
    `<CallbackRequest xmlns="${contractNamespace}">${empty}<RequestId>${requestId}</RequestId><Data><DeviceService/></Data></CallbackRequest>`,
  );
}
