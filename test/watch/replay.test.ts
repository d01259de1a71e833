import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { type Board, createBoard } from "../../src/watch/board.ts";
import { type ReplayOptions, replayCallbacks } from "../../src/watch/replay.ts";
import { failureOf } from "../support/failure.ts";
import { callbackXml, invalid, newStore, pushPairs, uploaded } from "./watch-world.ts";

const first = callbackXml({ requestId: "id-1", lines: { 0: uploaded } });
const second = callbackXml({ requestId: "id-1", lines: { 1: invalid } });
const other = callbackXml({ requestId: "other", lines: { 5: uploaded } });

test("files, and the files of a directory by their names, but nothing below", async () => {
  const { replay, write } = world();
  const files = [write("saved/b.xml", second), write("saved/a.xml", first), write("saved/deep/c.xml", other)];
  const alone = write("alone.xml", other);
  const { told, board, replayed } = await replay([join(dirname(files[0] ?? "")), alone]);
  expect(told).toEqual([files[1], files[0], alone]);
  expect(replayed).toEqual({ others: 0, errors: [] });
  expect([...board.requests.keys()]).toEqual(["id-1", "other"]);
  expect(statesOf(board, "id-1")).toEqual({ uploaded: 1, failed: 1 });
});

test("callbacks of a job's request are tallied against its batch", async () => {
  const { store, replay, write } = world();
  const { job } = await pushPairs(store, { end: 2 });
  const { board } = await replay([write("a.xml", first)]);
  expect(board.requests.get("id-1")?.batch?.record).toEqual(job.record);
  expect(statesOf(board, "id-1")).toEqual({ uploaded: 1, awaiting: 1 });
});

test("where it is said what is watched, callbacks of other requests are counted only", async () => {
  const { store, replay, write } = world();
  const board = createBoard({ store, until: "uploaded" });
  await board.addRequest("id-1");
  const { replayed } = await replay([write("a.xml", first), write("b.xml", other)], {
    board,
    anyRequest: false,
  });
  expect(replayed.others).toBe(1);
  expect([...board.requests.keys()]).toEqual(["id-1"]);
});

test("a file twice says nothing new the second time", async () => {
  const { replay, write } = world();
  const path = write("a.xml", first);
  const { board } = await replay([path, path]);
  const request = board.requests.get("id-1");
  expect(request && board.judge(request)).toMatchObject({ callbacks: 1, repeats: 1 });
});

test("what is no callback is an error of its own, and the rest counts all the same", async () => {
  const { replay, write } = world();
  const [empty, html] = [write("1.xml", ""), write("2.xml", "<html>password</html>")];
  const { replayed, board } = await replay([empty, html, write("3.xml", first)]);
  expect(replayed.errors.map(({ kind, message }) => `${kind}: ${message}`)).toEqual([
    `input: ${empty} is not a callback: The message is empty.`,
    `input: ${html} is not a callback: The message is XML, but no callback.`,
  ]);
  expect(statesOf(board, "id-1")).toEqual({ uploaded: 1 });
});

test("a path that is not there ends it before anything is tallied", async () => {
  const { replay, write, directory } = world();
  const failure = await failureOf(() => replay([write("a.xml", first), join(directory, "nowhere")]));
  expect(failure).toEqual({
    kind: "usage",
    message: `--replay: cannot read ${join(directory, "nowhere")}: ENOENT.`,
    hint: "Name files with one saved callback each, or directories of such files.",
  });
});

test("a signal ends it before the next file", async () => {
  const { replay, write } = world();
  const interrupt = new AbortController();
  const paths = [write("a.xml", first), write("b.xml", second)];
  const onFile = () => interrupt.abort("SIGINT");
  const failure = await failureOf(() => replay(paths, { interrupt: interrupt.signal, onFile }));
  expect(failure).toMatchObject({ kind: "interrupted", message: `Interrupted before ${paths[1]}.` });
});

test("UTF-16, as it was saved", async () => {
  const { replay, write } = world();
  const { board } = await replay([write("a.xml", Buffer.from(`\uFEFF${first}`, "utf16le"))]);
  expect(statesOf(board, "id-1")).toEqual({ uploaded: 1 });
});

function world(store: Store = newStore()) {
  const directory = store.location;
  const write = (name: string, content: string | Uint8Array) => {
    const path = join(directory, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return path;
  };
  const replay = async (paths: readonly string[], more: Partial<ReplayOptions> = {}) => {
    const board = more.board ?? createBoard({ store, until: "uploaded" });
    const told: string[] = [];
    const replayed = await replayCallbacks({
      paths,
      board,
      store,
      anyRequest: true,
      interrupt: new AbortController().signal,
      onFile: (path) => told.push(path),
      ...more,
    });
    return { board, told, replayed };
  };
  return { store, directory, write, replay };
}

function statesOf(board: Board, id: string) {
  const request = board.requests.get(id);
  return request && board.judge(request).states;
}
