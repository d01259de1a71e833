// Publishes job after job, claims a device for each and appends to each, and says what has returned, until it is killed.
import { writeSync } from "node:fs";

const [compiled = "", location = ""] = process.argv.slice(2);
const load = (module) => import(`${compiled}/${module}.js`);
const { createFileStore } = await load("store/file-store");
const { createDeviceTable } = await load("devices/device-table");

const endpoint = "https://uws.example/api/v2";
const store = createFileStore(location, process.pid);
const say = (...words) => writeSync(1, `${words.join(" ")}\n`);

for (let round = 0; ; round++) {
  const imei = String(process.pid * 1_000_000 + round).padStart(15, "0");
  const devices = createDeviceTable("IMEI");
  devices.add([imei], 0, 2);
  const draft = await store.draftJob();
  draft.writeSource(0, "devices.csv", Buffer.from(`IMEI\n${imei}\n`));
  const sha256 = await draft.writeFile("batches/0001.csv", Buffer.from(`source,line,imei\n1,2,${imei}\n`));
  const record = {
    version: 1,
    id: draft.id,
    createdAt: new Date().toISOString(),
    operation: "UploadDevices",
    endpoint,
    uploadType: "IMEI",
    emailAddress: "me@mycompany.com",
    sources: [],
    rows: 1,
    rejected: 0,
    taken: [],
  };
  const planned = { kind: "planned", batch: 1, sku: "SKU1", devices: 1, sha256 };
  const claims = store.claims(endpoint, "UploadDevices");
  const job = await claims.exclusively(async () => {
    const published = await draft.publish(record, [planned]);
    say("published", draft.id, imei);
    const block = { job: draft.id, batch: 1, sku: "SKU1", uploadType: "IMEI", devices: 1 };
    await claims.append(devices, [{ block, rows: [0] }]);
    say("claimed", draft.id, imei);
    return published;
  });
  for (let count = 0; count < 3; count++) {
    await job.append({ kind: "notSent", batch: 1, reason: String(count) });
    say("appended", draft.id, count);
  }
  await job.close();
}
