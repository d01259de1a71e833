import { devicePair } from "./device-csv.mjs";

/** The credentials of all callbacks, as they are registered. */
export const callbackCredentials = { username: "bench", password: "Be4ch-callbacks" };

/**
 * A callback for UploadDevices as the platform writes it: on one line, blanks between elements and behind values, ICCID before IMEI.
 * It reports `lines` devices, those of `device-csv.mjs` from row `first` on, as uploaded. 2.9 MB for 10,000.
 */
export function callbackMessage({
  requestId,
  lines,
  first = 0,
  seed = 0,
  password = callbackCredentials.password,
}) {
  const infos = Array.from({ length: lines }, (_, at) => uploadInfo(devicePair(first + at, seed)));
  return `<CallbackRequest1 ${schemas}> <CallbackRequest> <Username ${v2}>${callbackCredentials.username} </Username> <Password ${v2}>${password} </Password> <RequestId ${v2}>${requestId} </RequestId> <Data ${v2}> <Data ${schemas} ${v2}> ${nils(unusedBefore)} <DeviceService> <CheckDeviceAvailability xsi:nil="true" /> <UploadDevices> ${infos.join(" ")} <AccountName>1223334444-00001 </AccountName> <DeviceSku>VZW120000440008 </DeviceSku> <TotalLineCount>${lines} </TotalLineCount> <PendingLineCount>0 </PendingLineCount> <FailedLineCount>0 </FailedLineCount> <SuccessLineCount>${lines} </SuccessLineCount> </UploadDevices> </DeviceService> ${nils(unusedBehind)} <CallbackCount>1 </CallbackCount> <MaxCallbackThreshold>4 </MaxCallbackThreshold> </Data> </Data> </CallbackRequest> </CallbackRequest1>\n`;
}

function uploadInfo({ imei, iccid }) {
  return `<UploadDevicesInfo> <DeviceIdentifier> <Kind>Iccid </Kind> <Identifier>${iccid} </Identifier> </DeviceIdentifier> <DeviceIdentifier> <Kind>Imei </Kind> <Identifier>${imei} </Identifier> </DeviceIdentifier> <LineStatus>Line has been uploaded successfully </LineStatus> </UploadDevicesInfo>`;
}

const v2 = 'xmlns="http://nphase.com/unifiedwebservice/v2"';
const schemas =
  'xmlns:xsd="http://www.w3.org/2001/XMLSchema" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"';

const unusedBefore = [
  "CarrierService",
  "ExternalProvisioningChange",
  "PromoChange",
  "SMSDelivery",
  "PRLInformation",
];
const unusedBehind = [
  "GoToState",
  "AlertService",
  "DiagnosticsService",
  "Fault",
  "Comment",
  "Summary",
  "Status",
];

function nils(names) {
  return names.map((name) => `<${name} xsi:nil="true" />`).join(" ");
}
