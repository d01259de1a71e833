import type { NewInboxMessage, Store } from "../../src/store/store.ts";
import { makePairs } from "../support/make-devices.ts";

/** What the platform says of pairs of `makePairs`: their index and the line status. */
export type SaidOf = readonly (readonly [index: number, status: string])[];

/** A callback of an upload as the platform sends it. */
export function uploadCallbackXml(requestId: string, said: SaidOf): string {
  const infos = said.map(([index, status]) => {
    const { imei, iccid } = makePairs(index + 1)[index] ?? { imei: "", iccid: "" };
    return `<UploadDevicesInfo>${identifier("Iccid", iccid)}${identifier("Imei", imei)}<LineStatus>${status} </LineStatus></UploadDevicesInfo>`;
  });
  return callbackXml(
    requestId,
    `<DeviceService><UploadDevices>${infos.join("")}</UploadDevices></DeviceService>`,
  );
}

/** The callback of one device's activation. */
export function activationCallbackXml(requestId: string, index: number, status: string): string {
  const { imei, iccid } = makePairs(index + 1)[index] ?? { imei: "", iccid: "" };
  const device = `<Device>${identifier("Iccid", iccid)}${identifier("Imei", imei)}</Device>`;
  return `<CallbackRequest><Username>u</Username><Password>***</Password><RequestId>${requestId}</RequestId>${device}<Data><CarrierService><ActivateDevice/></CarrierService><Status>${status}</Status></Data></CallbackRequest>`;
}

/** A callback that brings nothing but a fault. */
export function faultCallbackXml(requestId: string, text: string): string {
  return callbackXml(
    requestId,
    `<Fault><faultcode>DeviceService.REQUEST_FAILED</faultcode><faultstring>${text}</faultstring></Fault><Status>Failed</Status>`,
  );
}

function identifier(kind: string, value: string): string {
  return `<DeviceIdentifier><Kind>${kind} </Kind><Identifier>${value} </Identifier></DeviceIdentifier>`;
}

function callbackXml(requestId: string, data: string): string {
  return `<CallbackRequest><Username>u</Username><Password>***</Password><RequestId>${requestId} </RequestId><Data>${data}</Data></CallbackRequest>`;
}

/** Stores messages as a listener does. */
export async function receive(
  store: Store,
  requestId: string,
  bodies: readonly string[],
  credentials: NewInboxMessage["credentials"] = "checked",
): Promise<void> {
  const writer = await store.inbox.openWriter();
  for (const body of bodies) await writer.append({ requestId, credentials, body: Buffer.from(body) });
  await writer.close();
}
