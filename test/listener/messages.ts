import { readFileSync } from "node:fs";

/** The platform's sample: credentials test/test, two lines. */
export const sampleMessage = readFileSync(
  new URL("../../fixtures/uws/upload-devices-callback.xml", import.meta.url),
  "utf8",
);

export const sampleRequestId = "5afbb4c7-99dc-49a7-8341-7406b7d6f3d3";

export interface MessageParts {
  readonly requestId?: string;
  readonly username?: string;
  readonly password?: string;
  readonly lines?: number;
}

/** A callback of UploadDevices in the form of the sample. */
export function callbackMessage({
  requestId = "r-1",
  username = "test",
  password = "test",
  lines = 1,
}: MessageParts = {}): string {
  const head = `<Username>${username} </Username><Password>${password} </Password><RequestId>${requestId} </RequestId>`;
  return `<CallbackRequest1><CallbackRequest>${head}<Data><Data><DeviceService><UploadDevices>${linesOf(lines)}</UploadDevices></DeviceService></Data></Data></CallbackRequest></CallbackRequest1>`;
}

function linesOf(count: number): string {
  return Array.from({ length: count }, (_, index) => {
    const imei = String(index).padStart(15, "0");
    return `<UploadDevicesInfo><DeviceIdentifier><Kind>Imei </Kind><Identifier>${imei} </Identifier></DeviceIdentifier><LineStatus>Line has been uploaded successfully </LineStatus></UploadDevicesInfo>`;
  }).join("");
}
