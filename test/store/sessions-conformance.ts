import { describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";

/** The part of the conformance suite (store-conformance.ts) that is about kept sessions. */
export function describeSessions(name: string, createStore: (location?: string) => Store): void {
  describe(`${name}: sessions`, () => {
    const key = { endpoint: "https://uws.example/api/v2", username: "me" };

    test("an unknown one is empty", async () => {
      expect(await createStore().sessions.read(key)).toEqual({});
    });

    test("what was written is read by everybody, and replaces what was there", async () => {
      const hash = `${"5a".repeat(16)}:${"4f".repeat(32)}`;
      const store = createStore();
      await store.sessions.write(key, { token: "t", unansweredLogIns: 1 });
      await store.sessions.write({ ...key, username: "you" }, { token: "yours" });
      await store.sessions.write(key, { rejected: [{ hash, reason: "r" }] });
      const { sessions } = createStore(store.location);
      expect(await sessions.read(key)).toEqual({ rejected: [{ hash, reason: "r" }] });
      expect(await sessions.read({ ...key, username: "you" })).toEqual({ token: "yours" });
      expect(await sessions.read({ ...key, endpoint: "https://elsewhere.example" })).toEqual({});
    });

    test("those of whom something is kept are listed, until nothing is", async () => {
      const { sessions } = createStore();
      const you = { endpoint: key.endpoint, username: "you at home at work" };
      await sessions.write(key, { token: "t" });
      await sessions.write(you, { unansweredLogIns: 1 });
      expect(await sessions.list()).toEqual([key, you]);
      await sessions.write(key, {});
      expect(await sessions.list()).toEqual([you]);
      expect(await sessions.read(key)).toEqual({});
    });

    test("one log-in at a time", async () => {
      const store = createStore();
      let inside = 0;
      const logIns = Array.from({ length: 8 }, () =>
        createStore(store.location).sessions.exclusively(async () => {
          expect(++inside).toBe(1);
          await store.sessions.write(key, { token: "t" });
          inside--;
        }),
      );
      await Promise.all(logIns);
    });
  });
}
