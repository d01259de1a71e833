import { expect, test } from "vitest";
import { chooseRoute } from "../../src/uws/proxy-route.ts";

const httpsProxy = "http://proxy.example:3128";

test.each([
  ["", "proxy"],
  ["*", "noProxy"],
  ["other.example", "proxy"],
  ["uws.example", "noProxy"],
  ["UWS.Example", "noProxy"],
  [".example", "noProxy"],
  ["*.example", "noProxy"],
  ["example", "noProxy"],
  ["ws.example", "proxy"],
  ["a.example, uws.example", "noProxy"],
  ["a.example uws.example", "noProxy"],
  ["uws.example:443", "noProxy"],
  ["uws.example:8443", "proxy"],
  [",", "proxy"],
  [".", "proxy"],
])("NO_PROXY %j: %s", (noProxy, expected) => {
  const route = chooseRoute({ httpsProxy, noProxy }, "https://uws.example/api/v2");
  expect(route.kind === "direct" ? route.why : route.kind).toBe(expected);
});

test.each([
  ["https://uws.example/", { httpsProxy }, "proxy HTTPS_PROXY"],
  ["https://uws.example:8443/", { httpsProxy, noProxy: "uws.example:8443" }, "noProxy HTTPS_PROXY"],
  ["https://uws.example/", { httpProxy: httpsProxy }, "unset HTTPS_PROXY"],
  ["http://uws.example/", { httpProxy: httpsProxy }, "proxy HTTP_PROXY"],
  ["http://uws.example/", { httpProxy: httpsProxy, noProxy: "uws.example:80" }, "noProxy HTTP_PROXY"],
  ["https://127.0.0.1/", { httpsProxy }, "loopback HTTPS_PROXY"],
  ["https://localhost/", { httpsProxy: "not a URL" }, "loopback HTTPS_PROXY"],
  ["https://uws.example/", { httpsProxy: "ftp://x" }, "notUnderstood HTTPS_PROXY"],
])("%s with %j: %s", (url, env, expected) => {
  const route = chooseRoute(env, url);
  expect(`${route.kind === "direct" ? route.why : route.kind} ${route.variable}`).toBe(expected);
});
