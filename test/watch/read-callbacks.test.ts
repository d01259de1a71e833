import { expect, test } from "vitest";
import { createReadCallbacks } from "../../src/watch/read-callbacks.ts";
import { callback } from "../verdict/messages.ts";

const [a, b, c] = [callback({ requestId: "a" }), callback({ requestId: "b" }), callback({ requestId: "c" })];

test("each is taken once", () => {
  const read = createReadCallbacks();
  read.add("1", a, 10);
  read.add("2", b, 10);
  expect(read.places()).toEqual(["1", "2"]);
  expect([read.take("1"), read.take("1"), read.take("3")]).toEqual([a, undefined, undefined]);
  expect(read.places()).toEqual(["2"]);
});

test("the oldest make room; one that is larger than all room is not kept", () => {
  const read = createReadCallbacks(100);
  read.add("1", a, 40);
  read.add("2", b, 60);
  read.add("3", c, 101);
  expect(read.places()).toEqual(["1", "2"]);
  read.add("4", c, 50);
  expect(read.places()).toEqual(["4"]);
  read.add("5", a, 50);
  expect(read.places()).toEqual(["4", "5"]);
});
