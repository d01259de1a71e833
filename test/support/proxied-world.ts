import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { startProxy, type TestProxyOptions } from "./proxy.ts";
import { displacedEnv, openRegistrationWorld } from "./registration-world.ts";
import { testAuthority, testKeys } from "./tls-keys.ts";

/** A platform behind HTTPS with a private authority, reached through a proxy only. `inUrl`: "user:password@" of the proxy's URL. */
export async function openProxiedWorld(options: Partial<TestProxyOptions> = {}, inUrl = "") {
  const world = await openRegistrationWorld([], { tls: testKeys("server") });
  writeFileSync(join(world.cwd, "ca.pem"), testAuthority);
  const { port } = new URL(world.sandbox.endpoint);
  const proxy = await startProxy({ targetPort: Number(port), ...options });
  onTestFinished(() => proxy.close());
  return {
    ...world,
    proxy,
    env: {
      ...world.env,
      ...displacedEnv,
      // Beyond the proxy it is what the certificate says.
      VZUPLOAD_ENDPOINT: "https://uws.example.test/api/v2",
      VZUPLOAD_CA_FILE: "ca.pem",
      VZUPLOAD_RETRIES: "0",
      HTTPS_PROXY: proxy.url.replace("://", `://${inUrl}`),
    },
  };
}
