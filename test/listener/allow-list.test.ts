import { describe, expect, test } from "vitest";
import { parseAllowList } from "../../src/listener/allow-list.ts";
import { platformAddresses } from "../../src/listener/allowed-addresses.ts";
import { failureOf } from "../support/failure.ts";

describe("an allow list", () => {
  test.each([
    ["203.0.113.7", "203.0.113.7", "203.0.113.8"],
    ["203.0.113.0/24", "203.0.113.255", "203.0.114.0"],
    ["203.0.113.77/24", "203.0.113.1", "203.0.112.255"],
    ["0.0.0.0/0", "8.8.8.8", "2001:db8::1"],
    ["2001:db8::1", "2001:db8:0:0::1", "2001:db8::2"],
    ["2001:DB8::/32", "2001:db8:ffff::1", "2001:db9::1"],
    ["::/0", "2001:db8::1", undefined],
    ["203.0.113.0/24", "::ffff:203.0.113.9", "::ffff:203.0.114.9"],
    ["::ffff:203.0.113.9", "203.0.113.9", "203.0.113.10"],
    ["::FFFF:203.0.113.0/120", "::ffff:203.0.113.10", "203.0.114.10"],
    ["fe80::/10", "fe80::1%eth0", "fec0::1%eth0"],
    ["127.0.0.0/8", "127.1.2.3", "::1"],
    [" 203.0.113.7 ", "203.0.113.7", ""],
  ])("%s allows %s and not %s", (word, allowed, refused) => {
    const list = parseAllowList([word]);
    expect(list.allows(allowed)).toBe(true);
    expect(list.allows(refused)).toBe(false);
  });

  test.each(["verizon", "Verizon"])(
    "%s allows the platform's published addresses, and with others those, too",
    (word) => {
      const list = parseAllowList([word, "10.0.0.0/8"]);
      for (const address of [...platformAddresses, "10.1.2.3", `::ffff:${platformAddresses[0]}`])
        expect(list.allows(address)).toBe(true);
      expect(list.allows("3.87.163.46")).toBe(false);
    },
  );

  test("of nothing allows nothing", () => {
    expect(parseAllowList([]).allows("127.0.0.1")).toBe(false);
  });

  test.each([
    "",
    "localhost",
    "203.0.113",
    "203.0.113.7/33",
    "203.0.113.7/",
    "203.0.113.7/a",
    "203.0.113.7/24/8",
    "203.0.113.0-9",
    "2001:db8::/129",
    "::ffff:203.0.113.0/95",
    "verizon,10.0.0.1",
  ])("refuses %j, naming it", async (word) => {
    expect(await failureOf(() => parseAllowList(["10.0.0.1", word]))).toEqual({
      kind: "usage",
      message: `"${word}" is no address that callbacks may be allowed from.`,
      hint: "Write an address (203.0.113.7), a network (203.0.113.0/24, 2001:db8::/32), or verizon for the platform's published addresses.",
    });
  });
});
