import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { promisify } from "node:util";

const derive = promisify<string, Buffer, number, Buffer>(scrypt);

/** "<salt>:<scrypt hash>", hex: recognises a password without keeping it. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return `${salt.toString("hex")}:${(await derive(password, salt, 32)).toString("hex")}`;
}

/** Whether `hash`, made by `hashPassword`, is of this password. */
export async function matchesHash(password: string, hash: string): Promise<boolean> {
  const [salt = "", expected = ""] = hash.split(":");
  const actual = await derive(password, Buffer.from(salt, "hex"), 32);
  const known = Buffer.from(expected, "hex");
  return known.length === actual.length && timingSafeEqual(actual, known);
}
