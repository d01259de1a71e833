import { expect, test } from "vitest";
import { createTurns } from "../../src/listener/turns.ts";

test("who waits for a turn gets it alone, in order, with turns for others between", async () => {
  const waitForTurn = createTurns();
  const order: string[] = [];
  let isOver = false;
  const tick = () => {
    order.push(".");
    if (!isOver) setImmediate(tick);
  };
  tick();
  await Promise.all(["a", "b", "c"].map((name) => waitForTurn().then(() => order.push(name))));
  isOver = true;
  expect(order.join("")).toMatch(/^\.{4,}a\.{4,}b\.{4,}c\.*$/);
});
