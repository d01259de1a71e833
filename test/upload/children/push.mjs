// Pushes a CSV file and prints "imei iccid" of each device that it posts, one a line; the platform accepts everything.
import { createReadStream } from "node:fs";
import { setImmediate as nextTurn } from "node:timers/promises";

const [pushModule = "", storeModule = "", location = "", csv = ""] = process.argv.slice(2);
const { pushDevices } = await import(pushModule);
const { createFileStore } = await import(storeModule);

const signal = new AbortController().signal;
const sources = [{ name: csv, open: () => createReadStream(csv) }];
const defaults = { sku: "SKU1", plan: undefined, zip: undefined };
const terms = { wanted: [], defaults, flags: new Set(), required: [] };
let requests = 0;
const { error, stop } = await pushDevices({
  store: createFileStore(location, process.pid),
  reading: { sources, checkDigits: "warn", terms, signal },
  endpoint: "https://uws.example/api/v2",
  operation: "UploadDevices",
  batchSize: 3,
  again: false,
  skipInvalid: false,
  emailAddress: "me@mycompany.com",
  session: { token: async () => "token", renew: async () => "token" },
  envelopesFor: () => ({
    stamp: (_planned, _token, { bytes, bounds }) =>
      Array.from({ length: bounds.length / 4 }, (_, device) =>
        [device * 4, device * 4 + 2]
          .map((at) => bytes.toString("latin1", bounds[at], bounds[at + 1]))
          .join(" "),
      ).join("\n"),
    save: () => {},
  }),
  async post(envelope) {
    process.stdout.write(`${envelope}\n`);
    await nextTurn();
    return { kind: "accepted", requestId: `${process.pid}-${++requests}` };
  },
  sleep: async () => {},
  interrupt: signal,
  onInspected: () => {},
  onJob: () => {},
  onEvent: () => {},
});
if (error !== undefined || stop !== undefined) throw error ?? new Error(JSON.stringify(stop));
