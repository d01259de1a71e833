import { expect, onTestFinished, test } from "vitest";
import { certificateFinding } from "../../src/commands/doctor-certificate.ts";
import { openTcp, type Secured, secure } from "../../src/uws/probe-sockets.ts";
import { testAuthority, testKeys } from "../support/tls-keys.ts";
import { serveHttps } from "../uws/serve.ts";

async function handshake(): Promise<Secured> {
  const port = await serveHttps(testKeys("server"), () => undefined);
  const { signal } = new AbortController();
  const socket = await openTcp({ host: "127.0.0.1", port }, signal);
  const secured = await secure(socket, "127.0.0.1", { settings: { ca: testAuthority }, signal });
  onTestFinished(() => void secured.socket.destroy());
  return secured;
}

test("a certificate that ends within two weeks is a warning", async () => {
  const secured = await handshake();
  const endMs = Date.parse(secured.certificate.valid_to);
  const day = 86_400_000;
  const seen = `TLSv1.3, certificate of vzupload TEST ONLY server from vzupload TEST ONLY authority, valid until ${new Date(endMs).toISOString().slice(0, 10)}`;
  expect(certificateFinding(secured, endMs - 14 * day)).toEqual({ state: "ok", found: seen });
  expect(certificateFinding(secured, endMs - 14 * day + 1)).toEqual({
    state: "warning",
    found: `${seen}: 13 days from now`,
    todo: "Whoever runs the endpoint must renew it: from then on nothing can be sent.",
  });
});
