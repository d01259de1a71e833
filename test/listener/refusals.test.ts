import { describe, expect, test } from "vitest";
import { openRaw } from "./clients.ts";
import { type OpenListener, openListener } from "./open-listener.ts";
import { refusalCases } from "./refusal-cases.ts";

describe("refused, and nothing is stored", () => {
  test.each(refusalCases)(
    "$name: $status",
    async ({ options, request, status, reason, sentence, header }) => {
      const limits = { ...options?.limits, lingerMs: 50 };
      const world = await openListener({ ...options, limits });
      const client = await openRaw(world.port);
      client.write(request);
      const [head = "", text] = (await client.ended).split("\r\n\r\n");
      expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
      expect(head.toLowerCase()).toContain("\r\nconnection: close");
      expect(head.toLowerCase()).toContain(header?.toLowerCase() ?? "");
      expect(text?.trimEnd()).toEqual(
        typeof sentence === "string" ? sentence : expect.stringMatching(sentence),
      );
      await world.told(reason);
      expect(world.turnedAway).toEqual([
        { reason, status, message: text?.trimEnd(), remote: "127.0.0.1", count: 1 },
      ]);
      await expectNothingStored(world);
    },
  );
});

async function expectNothingStored({ listener, stored, inbox }: OpenListener): Promise<void> {
  expect(stored).toEqual([]);
  expect(listener.counts()).toMatchObject({ stored: 0 });
  expect(await inbox()).toEqual([]);
}
