import { expect, test } from "vitest";
import { hashPassword, matchesHash } from "../../src/upload/password-hash.ts";

test("recognises its password and no other", async () => {
  const hash = await hashPassword("correct horse");
  expect(await matchesHash("correct horse", hash)).toBe(true);
  for (const other of ["correct hors", "correct horse ", "Correct horse", ""]) {
    expect(await matchesHash(other, hash)).toBe(false);
  }
});

test("shows nothing of the password, not even that two are the same", async () => {
  const [first, second] = [await hashPassword("secret"), await hashPassword("secret")];
  expect(first).toMatch(/^[0-9a-f]{32}:[0-9a-f]{64}$/);
  expect(first).not.toBe(second);
});

test("a damaged hash is of no password", async () => {
  const hash = await hashPassword("secret");
  for (const damaged of ["", ":", "00", hash.slice(0, -2), `${hash}00`]) {
    expect(await matchesHash("secret", damaged)).toBe(false);
  }
});
