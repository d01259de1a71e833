import { expect, test } from "vitest";
import { refusal } from "../../src/listener/refusals.ts";
import { createTeller, type TurnedAway } from "../../src/listener/turned-away.ts";

test("of each reason the first three are told, then ever fewer; all are counted", () => {
  const told: TurnedAway[] = [];
  const teller = createTeller((turnedAway) => told.push(turnedAway));
  for (let count = 1; count <= 12_345; count++) teller.turnAway(refusal("credentials"), "203.0.113.7");
  teller.turnAway(refusal("tls"), undefined);
  expect(told.map(({ reason, count }) => `${reason} ${count}`)).toEqual([
    "credentials 1",
    "credentials 2",
    "credentials 3",
    "credentials 10",
    "credentials 100",
    "credentials 1000",
    "credentials 10000",
    "tls 1",
  ]);
  expect(teller.counts()).toEqual({ credentials: 12_345, tls: 1 });
});

test("what is told is a line of a log", () => {
  const told: TurnedAway[] = [];
  const cause = new Error("the disk is full");
  const teller = createTeller((turnedAway) => told.push(turnedAway));
  teller.turnAway(refusal("store", { cause }), "203.0.113.7");
  teller.turnAway(refusal("message", { status: 422, sentence: "The callback has no RequestId." }), undefined);
  expect(told).toEqual([
    {
      reason: "store",
      status: 503,
      message: "The callback could not be stored; send it again later.",
      remote: "203.0.113.7",
      count: 1,
      cause,
    },
    {
      reason: "message",
      status: 422,
      message: "The callback has no RequestId.",
      remote: "unknown",
      count: 1,
    },
  ]);
});
