import { cpSync } from "node:fs";
import { join } from "node:path";
import { commands, contenders, slowContenders } from "./contenders.mjs";
import { prepareInput } from "./prepare-input.mjs";
import { runInTurn, runOnce } from "./run-in-turn.mjs";

/** Each contender pushes three batches; throws unless the sink got exactly these requests and devices. */
export async function verifyContenders(bench) {
  const input = await prepareInput(bench.folder, 25_000);
  for (const name of Object.keys(contenders)) {
    await bench.sink.take({ counting: true });
    await runOnce(bench, { start: (scratch) => contenders[name](input, bench.sink.baseUrl, scratch) });
    const { devices } = await expectRequests(bench, name, input);
    if (devices !== input.rows) throw new Error(`${name} sent ${devices} devices, not ${input.rows}`);
  }
}

/** The same devices, pushed by everybody; the slow ones join for up to 100,000, or when `bench.slow`. */
export function measurePush(bench, input) {
  const small = input.rows <= 10_000;
  const names = Object.keys(contenders).filter((name) => {
    if (name === "vzupload, logging in") return small;
    return input.rows <= 100_000 || bench.slow || !slowContenders.includes(name);
  });
  const turns = names.map((name) => {
    const once = input.rows > 100_000 && slowContenders.includes(name);
    return [name, { ...pushing(bench, name, input), once }];
  });
  return runInTurn(bench, Object.fromEntries(turns));
}

/** What starting costs: the commands that push nothing, and a push of a single device. */
export async function measureStart(bench) {
  const input = await prepareInput(bench.folder, 1);
  const starts = Object.entries(commands).map(([name, start]) => [name, { start }]);
  return runInTurn(bench, {
    ...Object.fromEntries(starts),
    "vzupload push, 1 device": pushing(bench, "vzupload", input),
  });
}

/** The same push with an empty state directory, and with one where as many other devices have been sent. */
export async function measureKnownDevices(bench, input) {
  const earlier = await prepareInput(bench.folder, input.rows, 1);
  const stateful = join(bench.folder, "known");
  await runOnce(bench, { start: () => contenders.vzupload(earlier, bench.sink.baseUrl, stateful) });
  await bench.sink.take();
  const push = pushing(bench, "vzupload", input);
  const copyState = (scratch) => cpSync(stateful, scratch, { recursive: true });
  return runInTurn(bench, {
    [nothingKnown]: push,
    "as many sent before": { ...push, prepare: copyState },
  });
}

/**
 * The same push with an empty state directory, and with one that knows many devices, but none of these; then one of as many pairs that
 * it knows (`again`), of which nothing must be sent.
 */
export function measureManyKnown(bench, { input, again }, known) {
  const push = pushing(bench, "vzupload", input);
  const knowing = (pairs) => ({
    prepare: known.restore,
    start: () => contenders.vzupload(pairs, bench.sink.baseUrl, known.folder),
  });
  return runInTurn(bench, {
    [nothingKnown]: push,
    [othersKnown]: { ...push, ...knowing(input) },
    [allKnown]: { ...knowing(again), verify: () => expectRequests(bench, allKnown, { batches: 0 }) },
  });
}

export const nothingKnown = "nothing sent before";
export const othersKnown = "others sent before";
export const allKnown = "all sent before";

function pushing(bench, name, input) {
  return {
    start: (scratch) => contenders[name](input, bench.sink.baseUrl, scratch),
    verify: () => expectRequests(bench, name, input),
  };
}

async function expectRequests(bench, name, { batches }) {
  const counts = await bench.sink.take();
  const expected = name === "vzupload, logging in" ? batches + 1 : batches;
  if (counts.requests !== expected)
    throw new Error(`${name} sent ${counts.requests} requests, not ${expected}`);
  return counts;
}
