// csv-parse reads, node-soap builds and posts each request from the WSDL beside this file. No checks.
// Arguments: base URL, CSV.
import { fileURLToPath } from "node:url";
import { createClientAsync } from "soap";
import { csvBatches } from "./csv-batches.mjs";

const [baseUrl, csv] = process.argv.slice(2);
const wsdl = fileURLToPath(new URL("upload-devices.wsdl", import.meta.url));
const client = await createClientAsync(wsdl, { endpoint: `${baseUrl}/DeviceService.svc` });
client.addSoapHeader(
  { token: process.env.VZUPLOAD_TOKEN },
  "",
  "v2",
  "http://nphase.com/unifiedwebservice/v2",
);

for await (const rows of csvBatches(csv)) {
  const [answer] = await client.UploadDevicesAsync({ Input: input(rows) });
  if (!answer.Output?.RequestId) throw new Error("an answer without a RequestId");
  console.log(answer.Output.RequestId);
}

function input(rows) {
  return {
    DeviceList: { DeviceIdentifierCollection: rows.map(device) },
    AccountName: "1223334444-00001",
    UploadType: "IMEI ICCID Pair",
    DeviceSku: "VZW120000440008",
    EmailAddress: "me@mycompany.com",
  };
}

function device([imei, iccid]) {
  const identifiers = [
    { Kind: "IMEI", Identifier: imei },
    { Kind: "ICCID", Identifier: iccid },
  ];
  return { DeviceIdentifiers: { DeviceIdentifier: identifiers } };
}
