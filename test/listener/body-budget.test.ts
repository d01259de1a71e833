import { describe, expect, test } from "vitest";
import { type BodyShare, createBodyBudget } from "../../src/listener/body-budget.ts";

const budget = () => createBodyBudget({ maxUntrustedBytes: 100, maxTrustedBytes: 200, minBodyBytes: 10 });

describe("bodies whose sender has shown nothing", () => {
  test("have their room together, and each counts something", () => {
    const { open } = budget();
    const shares = Array.from({ length: 10 }, () => open(() => undefined));
    for (const share of shares) expect(share.take(9)).toBe(true);
    expect(shares[0]?.take(2)).toBe(false);
  });

  test("lose it to others when they are the largest", () => {
    const { open } = budget();
    const cut: string[] = [];
    const large = open(() => cut.push("large"));
    const small = open(() => cut.push("small"));
    expect(large.take(80)).toBe(true);
    expect(small.take(20)).toBe(true);
    expect(small.take(10)).toBe(true);
    expect(cut).toEqual(["large"]);
    expect(large.take(1)).toBe(false);
    expect(small.take(70)).toBe(true);
  });

  test("are refused when they are the largest themselves", () => {
    const { open } = budget();
    const cut: string[] = [];
    const small = open(() => cut.push("small"));
    const large = open(() => cut.push("large"));
    expect(small.take(40)).toBe(true);
    expect(large.take(61)).toBe(false);
    expect(small.take(60)).toBe(true);
    expect(cut).toEqual([]);
  });

  test("of the same size: the oldest goes", () => {
    const { open } = budget();
    const cut: number[] = [];
    const shares = Array.from({ length: 11 }, (_, index) => open(() => cut.push(index)));
    expect(shares[10]?.take(1)).toBe(true);
    expect(cut).toEqual([0]);
  });

  test("give their room back when they end, once", () => {
    const { open } = budget();
    const first = open(() => undefined);
    expect(first.take(100)).toBe(true);
    first.release();
    first.release();
    first.trust();
    expect(first.take(1)).toBe(false);
    const second = open(() => undefined);
    expect(second.take(100)).toBe(true);
    expect(second.take(1)).toBe(false);
  });
});

describe("bodies whose sender has shown who it is", () => {
  const trusted = ({ open }: ReturnType<typeof budget>): BodyShare => {
    const share = open(() => expect.unreachable());
    share.trust();
    return share;
  };

  test("are not touched by what others send", () => {
    const { open } = budget();
    const good = trusted({ open });
    expect(good.take(150)).toBe(true);
    const stranger = open(() => undefined);
    expect(stranger.take(101)).toBe(false);
    expect(good.take(50)).toBe(true);
  });

  test("wait until there is room, in their order", async () => {
    const all = budget();
    const [first, second, third] = [trusted(all), trusted(all), trusted(all)];
    expect(first.take(180)).toBe(true);
    const order: string[] = [];
    const waiting = [
      Promise.resolve(second.take(120)).then((hasRoom) => order.push(`second ${hasRoom}`)),
      Promise.resolve(third.take(130)).then((hasRoom) => order.push(`third ${hasRoom}`)),
    ];
    expect(order).toEqual([]);
    first.release();
    await waiting[0];
    expect(order).toEqual(["second true"]);
    second.release();
    await waiting[1];
    expect(order).toEqual(["second true", "third true"]);
  });

  test("never wait when they are the oldest: all come to an end", async () => {
    const all = budget();
    const [first, second] = [trusted(all), trusted(all)];
    expect(first.take(100)).toBe(true);
    expect(second.take(100)).toBe(true);
    const waiting = second.take(50);
    expect(first.take(300)).toBe(true);
    first.release();
    expect(await waiting).toBe(true);
  });

  test("that go away while they wait get nothing and hold up nobody", async () => {
    const all = budget();
    const [first, second, third] = [trusted(all), trusted(all), trusted(all)];
    expect(first.take(180)).toBe(true);
    const gone = second.take(100);
    const waiting = third.take(100);
    second.release();
    expect(await gone).toBe(false);
    first.release();
    expect(await waiting).toBe(true);
  });
});
