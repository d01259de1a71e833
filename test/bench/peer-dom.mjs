// csv-parse reads, xmlbuilder2 builds each envelope from an object, undici posts it. No checks.
// Arguments: base URL, CSV.
import { create } from "xmlbuilder2";
import { csvBatches } from "./csv-batches.mjs";
import { postEnvelope } from "./post-envelope.mjs";

const [baseUrl, csv] = process.argv.slice(2);
for await (const rows of csvBatches(csv))
  console.log(await postEnvelope(baseUrl, create(envelope(rows)).end()));

function envelope(rows) {
  const contract = "http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract";
  return {
    "soapenv:Envelope": {
      "@xmlns:soapenv": "http://schemas.xmlsoap.org/soap/envelope/",
      "@xmlns:v2": "http://nphase.com/unifiedwebservice/v2",
      "@xmlns:nph": `${contract}.DeviceService`,
      "@xmlns:nph1": `${contract}.Common`,
      "soapenv:Header": {
        token: { "@xmlns": "http://nphase.com/unifiedwebservice/v2", "#": process.env.VZUPLOAD_TOKEN },
      },
      "soapenv:Body": { "v2:UploadDevices": { "v2:Input": input(rows) } },
    },
  };
}

function input(rows) {
  return {
    "nph:DeviceList": { "nph1:DeviceIdentifierCollection": rows.map(device) },
    "nph:AccountName": "1223334444-00001",
    "nph:UploadType": "IMEI ICCID Pair",
    "nph:DeviceSku": "VZW120000440008",
    "nph:EmailAddress": "me@mycompany.com",
  };
}

function device([imei, iccid]) {
  return {
    "nph1:DeviceIdentifiers": {
      "nph1:DeviceIdentifier": [
        { "nph1:Kind": "IMEI", "nph1:Identifier": imei },
        { "nph1:Kind": "ICCID", "nph1:Identifier": iccid },
      ],
    },
  };
}
