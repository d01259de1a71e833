import { readFileSync } from "node:fs";

/** PEM texts of a certificate and its key. */
export interface TestKeys {
  readonly cert: string;
  readonly key: string;
}

/** The authority that signed all test certificates. */
export const testAuthority = pem("ca.pem");

export function testKeys(name: "server" | "other-host" | "expired" | "client"): TestKeys {
  return { cert: pem(`${name}.pem`), key: pem(`${name}.key`) };
}

function pem(file: string): string {
  return readFileSync(new URL(`../../fixtures/tls/${file}`, import.meta.url), "utf8");
}
