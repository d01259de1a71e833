import { expect, test } from "vitest";
import { post } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

const bug = new Error("a bug");

test("a bug before a callback is stored: 500, told with its error, and the listener goes on", async () => {
  let isBroken = true;
  const { listener, port, turnedAway, inbox } = await openListener({
    isOurs: () => {
      if (isBroken) throw bug;
      return true;
    },
  });
  expect(await post(port, callbackMessage())).toMatchObject({
    status: 500,
    text: "The listener failed; send it again later.\n",
  });
  expect(turnedAway).toMatchObject([{ reason: "failed", status: 500, cause: bug }]);
  expect(await inbox()).toEqual([]);
  isBroken = false;
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  expect(listener.counts()).toMatchObject({ stored: 1, turnedAway: { failed: 1 } });
});

test("a bug of whoever hears of it: it is acknowledged, for it is stored, and told", async () => {
  const { port, turnedAway, inbox } = await openListener({
    onStored: () => {
      throw bug;
    },
  });
  expect(await post(port, callbackMessage())).toMatchObject({ status: 200 });
  expect(turnedAway).toMatchObject([{ reason: "failed", cause: bug }]);
  expect(await inbox()).toHaveLength(1);
});
