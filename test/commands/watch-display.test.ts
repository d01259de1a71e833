import { expect, test } from "vitest";
import { createWatchDisplay } from "../../src/commands/watch-display.ts";
import { VzuploadError } from "../../src/errors.ts";
import type { Printer } from "../../src/terminal/printer.ts";
import { createBoard } from "../../src/watch/board.ts";
import { callback, line, uploaded } from "../verdict/messages.ts";
import { newStore } from "../watch/watch-world.ts";

test("the first callback of each request is told, then one line in ten seconds", async () => {
  const { told, hear, at } = await shown();
  hear("a", 0);
  // Of two that came at one look, one was once never told.
  hear("b", 1);
  hear("a", 2);
  at(9_999);
  hear("b", 3);
  expect(told).toEqual(["a", "b"]);
  at(10_000);
  hear("b", 4);
  at(19_999);
  hear("a", 5);
  at(20_000);
  hear("a", 6);
  expect(told).toEqual(["a", "b", "b", "a"]);
});

test("of very many requests the first ten are told at once", async () => {
  const { told, hear } = await shown();
  for (let request = 0; request < 50; request++) hear(`r${request}`, 0);
  expect(told).toEqual(Array.from({ length: 10 }, (_, request) => `r${request}`));
});

test("a callback that could not be stored: why, and what to do", () => {
  const lines: string[] = [];
  const display = createWatchDisplay(printerOf(lines), () => 0);
  const cause = new VzuploadError("store", "The disk is full.", { hint: "Free some space." });
  const refused = { status: 503, message: "It could not be stored.", remote: "10.0.0.\u001b1", count: 10 };
  display.onTurnedAway({ reason: "store", ...refused, cause });
  expect(lines).toEqual([
    "error: turned away 10.0.0.\\u{1b}1: HTTP 503, It could not be stored. (10 of these by now)",
    "error:   The disk is full. Free some space.",
  ]);
});

async function shown() {
  const lines: string[] = [];
  let nowMs = 0;
  const display = createWatchDisplay(printerOf(lines), () => nowMs);
  const board = createBoard({ store: newStore(), until: "uploaded" });
  const told: string[] = [];
  const hear = (requestId: string, device: number) => {
    display.onCallback(callback({ requestId, lines: [line(device, uploaded)] }), true, board);
    for (const text of lines.splice(0)) told.push(/RequestId (\w+)/.exec(text)?.[1] ?? text);
  };
  const at = (ms: number) => {
    nowMs = ms;
  };
  return { told, hear, at };
}

function printerOf(lines: string[]): Printer {
  return {
    line: ({ level, text }) => void lines.push(`${level}: ${text}`),
    isLive: false,
    progress: () => undefined,
    result: () => undefined,
    close: () => undefined,
  };
}
