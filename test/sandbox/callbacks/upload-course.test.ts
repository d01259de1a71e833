import { EventEmitter, once } from "node:events";
import { expect, test } from "vitest";
import { parseFault } from "../../../src/sandbox/faults.ts";
import { postUpload, requestIdOf } from "../requests.ts";
import type { Answering } from "./receiver.ts";
import { pairsUpload } from "./uploads.ts";
import { deliver, nothing, open } from "./world.ts";

test.each([
  ["delay:9999999", 0],
  ["every:9999999,per-device", 1],
  ["redeliver:9999999", 1],
])("%s: it waits, and closing ends the wait", async (list, sent) => {
  const world = await open(list, () => 500);
  await postUpload(world.sandbox.endpoint, pairsUpload(3));
  while (world.receiver.posts.length < sent) await fetch(`${world.sandbox.endpoint}/`);
  expect(world.sandbox.callbacks.summary().uploadsUnderWay).toBe(1);
  await world.sandbox.close();
  await world.sandbox.callbacks.idle();
  expect(world.receiver.posts).toHaveLength(sent);
  expect(world.sandbox.callbacks.summary()).toMatchObject({
    uploadsUnderWay: 0,
    acknowledged: 0,
    givenUp: 0,
  });
});

test("closing breaks off what is under way", async () => {
  const arrival = new EventEmitter();
  const world = await open("", tellOf(arrival));
  const arrived = once(arrival, "callback");
  await postUpload(world.sandbox.endpoint, pairsUpload(1));
  await arrived;
  await world.sandbox.close();
  expect(world.sandbox.callbacks.summary()).toEqual(nothing);
});

test.each([
  ["", 8],
  ["at-once:3", 3],
])("'%s': %i under way at once, no more", async (list, limit) => {
  let underWay = 0;
  let most = 0;
  const held: (() => void)[] = [];
  const world = await open(`per-device,${list}`, async () => {
    most = Math.max(most, ++underWay);
    if (underWay === limit) for (const release of held.splice(0)) release();
    else await new Promise<void>((resolve) => held.push(resolve));
    underWay--;
    return 200;
  });
  expect(await deliver(world, limit * 4)).toMatchObject({ acknowledged: limit * 4 });
  expect(most).toBe(limit);
});

test("early: the callbacks come before the upload's answer", async () => {
  let answered = false;
  const seen: boolean[] = [];
  const world = await open("early,per-device", () => {
    seen.push(answered);
    return 200;
  });
  await postUpload(world.sandbox.endpoint, pairsUpload(3));
  answered = true;
  expect(seen).toEqual([false, false, false]);
  expect(world.sandbox.callbacks.summary().acknowledged).toBe(3);
});

test("early: the answer waits for one send of each, not for redeliveries", async () => {
  const world = await open("early,redeliver:9999999", () => 500);
  expect(requestIdOf(await postUpload(world.sandbox.endpoint, pairsUpload(1)))).toBeDefined();
  expect(world.receiver.posts).toHaveLength(1);
});

test.each([
  "accept-then-reset",
  "half-answer",
  "http-503-after",
  "no-request-id",
  "accept-then-fault",
  "slow",
  "drip",
])("%s: an upload that was applied has its callbacks", async (kind) => {
  const world = await open("", () => 200, { faults: [parseFault(`${kind}@1`)] });
  await postUpload(world.sandbox.endpoint, pairsUpload(2)).catch(() => undefined);
  await world.sandbox.callbacks.idle();
  expect(world.receiver.callbacks()).toMatchObject([
    { requestId: world.sandbox.received[0]?.requestId, counters: ["2", "0", "2", "0"] },
  ]);
});

test("no-answer: its callbacks come although the sender still waits", async () => {
  const arrival = new EventEmitter();
  const world = await open("", tellOf(arrival), { faults: [parseFault("no-answer@1")] });
  const arrived = once(arrival, "callback");
  void postUpload(world.sandbox.endpoint, pairsUpload(1)).catch(() => undefined);
  await arrived;
});

/** Answers nothing, and says that a callback came. */
function tellOf(arrival: EventEmitter): Answering {
  return () => {
    arrival.emit("callback");
    return undefined;
  };
}

test.each(["reset-before", "reset-after", "http-500", "html-200", "http-429", "fault"])(
  "%s: an upload that was not applied has none",
  async (kind) => {
    const world = await open("delay:0", () => 200, { faults: [parseFault(`${kind}@1`)] });
    await postUpload(world.sandbox.endpoint, pairsUpload(1)).catch(() => undefined);
    expect(await deliver(world, 2)).toMatchObject({ sent: 1 });
    expect(world.receiver.callbacks()[0]?.counters[0]).toBe("2");
  },
);
