import { expect, test } from "vitest";
import { claimsName } from "../../src/store/claims-name.ts";

const nameOf = (endpoint: string) => claimsName({ endpoint, operation: "UploadDevices" });

test.each([
  ["https://uws.example/api/v2", "https://uws.example/api/v2"],
  ["https://uws.example/api/v2", "HTTPS://UWS.Example/API/v2"],
  ["https://uws.example/api/v2", "https://uws.example./api/v2"],
  ["https://uws.example/api/v2", "https://uws.example:443/api/v2/"],
  ["https://uws.example", "https://uws.example/"],
  ["https://bücher.example", "https://xn--bcher-kva.example"],
  ["http://localhost:8080/x", "http://127.0.0.1:8080/x"],
  ["http://localhost:8080/x", "http://127.1.2.3:8080/x"],
  ["http://localhost:8080/x", "http://127.1:8080/x"],
  ["http://localhost:8080/x", "http://[::1]:8080/x"],
  ["http://localhost:8080/x", "http://[0:0:0:0:0:0:0:1]:8080/x"],
  ["http://localhost:8080/x", "http://[::ffff:127.0.0.1]:8080/x"],
  ["http://localhost:8080/x", "http://LocalHost.:8080/x"],
  ["http://localhost/x", "http://127.0.0.1:80/x"],
])("one set of claims for %s and %s", (one, other) => {
  expect(nameOf(other)).toBe(nameOf(one));
});

test.each([
  ["https://uws.example/api/v2", "https://uws.example/api/v3"],
  ["https://uws.example/api/v2", "https://uws.example:8443/api/v2"],
  ["https://uws.example/api/v2", "http://uws.example/api/v2"],
  ["https://uws.example/api/v2", "https://uws.example.net/api/v2"],
  ["https://uws.example", "https://127.example"],
  ["http://localhost:8080", "http://localhost:8081"],
  ["http://localhost:8080", "http://126.0.0.1:8080"],
  ["http://localhost:8080", "http://[::2]:8080"],
  ["http://localhost:8080", "http://localhost.example:8080"],
  ["not a URL", "nor this"],
])("two for %s and %s", (one, other) => {
  expect(nameOf(other)).not.toBe(nameOf(one));
});

test("names a file on every file system, the same in every release", () => {
  expect(nameOf("https://uws.apps.vzw.com/api/v2")).toBe("0aa686c77f9e5277");
});

test("activations have claims of their own", () => {
  const endpoint = "https://uws.apps.vzw.com/api/v2";
  expect(claimsName({ endpoint, operation: "ChangeDeviceState" })).not.toBe(nameOf(endpoint));
});
