// Posts callbacks, one behind the other on each connection, and prints how it went as JSON:
// {"callbacks": 5000, "rate": 4200.1, "p50Ms": 10.2, "p99Ms": 25.3, "slowestMs": 31, "resent": 0, "rssMiB": [90.1, 95, 95.3]}
// rate: acknowledged callbacks a second; resent: postings again of what was not acknowledged, at most three each, as the platform
// does; rssMiB: the listener's peak when a tenth, half and all were acknowledged (Linux; else null).
// Usage: node listener-load.mjs --url <url> --pid <pid> [--connections 1] [--fresh] [--pause <ms>] (--request <requestId> --lines <n> | <file>...)
// --request: for each of its first n devices a callback of one line; files: each a callback.
// --fresh: a connection for each; --pause: between two of a connection.
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { Client } from "undici";
import { callbackMessage } from "./callback-message.mjs";
import { processUsage } from "./process-usage.mjs";

const { values, positionals: files } = parseArgs({
  allowPositionals: true,
  options: {
    url: { type: "string" },
    pid: { type: "string" },
    connections: { type: "string", default: "1" },
    fresh: { type: "boolean", default: false },
    pause: { type: "string", default: "0" },
    request: { type: "string" },
    lines: { type: "string" },
  },
});
const maxResends = 3;
const { origin, pathname } = new URL(values.url);
const count = files.length === 0 ? Number(values.lines) : files.length;
const milestones = [Math.ceil(count / 10), Math.ceil(count / 2), count];
const milliseconds = [];
const peaks = new Map();
let begun = 0;
let resent = 0;

const start = performance.now();
await Promise.all(Array.from({ length: Number(values.connections) }, postAll));
const seconds = (performance.now() - start) / 1000;
milliseconds.sort((a, b) => a - b);
const percentile = (share) => milliseconds[Math.min(count - 1, Math.floor(count * share))];
console.log(
  JSON.stringify({
    callbacks: milliseconds.length,
    rate: milliseconds.length / seconds,
    p50Ms: percentile(0.5),
    p99Ms: percentile(0.99),
    slowestMs: milliseconds.at(-1),
    resent,
    rssMiB: milestones.map((milestone) => peaks.get(milestone)),
  }),
);

async function postAll() {
  const client = new Client(origin, { pipelining: 1 });
  while (begun < count) {
    const body = bodyOf(begun++);
    const sent = performance.now();
    await postUntilAcknowledged(client, body);
    milliseconds.push(performance.now() - sent);
    const acknowledged = milliseconds.length;
    if (milestones.includes(acknowledged)) peaks.set(acknowledged, processUsage(values.pid)?.rssMiB ?? null);
    if (values.pause !== "0") await sleep(Number(values.pause));
  }
  await client.close();
}

function bodyOf(at) {
  return files.length === 0
    ? callbackMessage({ requestId: values.request, lines: 1, first: at })
    : readFileSync(files[at]);
}

async function postUntilAcknowledged(client, body) {
  for (let resends = 0; ; resends++) {
    const problem = await post(client, body).catch((error) => error.message);
    if (problem === undefined) return;
    if (resends === maxResends) throw new Error(`not acknowledged: ${problem}`);
    resent++;
  }
}

/** Undefined: acknowledged. */
async function post(client, body) {
  const response = await client.request({
    method: "POST",
    path: pathname,
    headers: { "content-type": "text/xml; charset=utf-8" },
    reset: values.fresh,
    body,
  });
  const answer = await response.body.text();
  return response.statusCode === 200 ? undefined : `HTTP ${response.statusCode}: ${answer}`;
}
