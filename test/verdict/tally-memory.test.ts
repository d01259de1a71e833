import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { RequestTally } from "../../src/verdict/request-tally.ts";
import { batchOf, line, linesInShort, tallyOf, upload, uploaded } from "./messages.ts";

setFlagsFromString("--expose-gc");
const collectGarbage = runInNewContext("gc") as () => void; // as: what the flag exposes

test("a tally does not keep its batch in memory", async () => {
  const { tally, batch } = tallyOfNewBatch();
  await nextTurn();
  collectGarbage();
  expect(batch.deref()).toBeUndefined();
  expect(linesInShort(tally)).toEqual(["uploaded"]);
});

/** Of a function of its own: what a test's frame once held may stay reachable from it. */
function tallyOfNewBatch(): { readonly tally: RequestTally; readonly batch: WeakRef<object> } {
  const expected = batchOf(1);
  const tally = tallyOf([upload([line(0, uploaded)], [1, 0, 1, 0])], { expected });
  return { tally, batch: new WeakRef(expected) };
}
