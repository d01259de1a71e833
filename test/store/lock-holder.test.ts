import { describe, expect, test } from "vitest";
import { type Here, here, isGone, type LockHolder } from "../../src/store/lock-holder.ts";

const bootedAtMs = Date.parse("2026-01-02T03:00:00Z");
const before = "2026-01-02T02:59:59.999Z";
const after = "2026-01-02T03:00:00.000Z";

const linux: Here = { host: "h", machine: "m", namespace: "n", boot: "b", bootedAtMs };
const other: Here = { host: "h", machine: undefined, namespace: undefined, boot: undefined, bootedAtMs };

/** Written there by this very process, which lives. */
function aliveAt(place: Here, since: string): LockHolder {
  const { host, machine, namespace, boot } = place;
  return { pid: process.pid, host, machine, namespace, boot, start: undefined, since };
}

const nobody = 2 ** 22 + 1;

describe.each([
  ["Linux", linux],
  ["another system", other],
])("on %s", (_, place) => {
  const live = aliveAt(place, after);
  test.each<[string, LockHolder, boolean]>([
    ["a live process", live, false],
    ["a dead process", { ...live, pid: nobody }, true],
    ["a dead process of another host", { ...live, host: "i", pid: nobody, since: before }, false],
    ["a dead process of another machine id", { ...live, machine: "k", pid: nobody, since: before }, false],
    ["a dead process of another container", { ...live, namespace: "o", pid: nobody }, false],
    ["another boot, before this one", { ...live, boot: "c", since: before }, true],
    ["another boot, since this one", { ...live, boot: "c", pid: nobody }, false],
    ["another boot, at no known time", { ...live, boot: "c", since: "yesterday" }, false],
  ])("%s", (_name, holder, gone) => {
    expect(isGone(holder, place)).toBe(gone);
  });
});

test("a live pid from before the boot is somebody else's where the system tells no boots", () => {
  expect(isGone(aliveAt(other, before), other)).toBe(true);
});

test("this very boot is believed more than a clock that was set since", () => {
  expect(isGone(aliveAt(linux, before), linux)).toBe(false);
});

test("here is known well enough that this process is not gone", () => {
  const place = here();
  expect(isGone(aliveAt(place, new Date().toISOString()), place)).toBe(false);
  expect(place.bootedAtMs).toBeLessThan(Date.now());
});
