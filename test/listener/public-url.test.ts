import { expect, test } from "vitest";
import { inspectPublicUrl } from "../../src/listener/public-url.ts";

const far = { isLocalPlatform: false, hasCredentials: true };
const near = { ...far, isLocalPlatform: true };

test.each([
  ["https://callbacks.mycompany.com/8Fh2kQ", "https://callbacks.mycompany.com/8Fh2kQ"],
  [" HTTPS://Callbacks.MyCompany.com:443 ", "https://callbacks.mycompany.com/"],
  ["https://callbacks.mycompany.com:9006/a?b=c", "https://callbacks.mycompany.com:9006/a?b=c"],
  ["https://8.8.8.8:50559/", "https://8.8.8.8:50559/"],
  ["https://100.63.0.1/", "https://100.63.0.1/"],
  ["https://172.32.0.1/", "https://172.32.0.1/"],
  ["https://[2606:4700::1]/", "https://[2606:4700::1]/"],
  ["https://fe80.example/", "https://fe80.example/"],
] as const)("%s is fine", (text, url) => {
  expect(inspectPublicUrl(text, far)).toEqual({ url, findings: [] });
});

test.each([["callbacks.mycompany.com"], ["ftp://callbacks.mycompany.com/"], ["https://"], [""]] as const)(
  "'%s' is no URL",
  (text) => {
    expect(inspectPublicUrl(text, far)).toEqual({
      url: undefined,
      findings: [{ severity: "error", text: "the URL is not an absolute HTTP URL" }],
    });
  },
);

test("user name and password are not repeated", () => {
  const { url, findings } = inspectPublicUrl("https://me:hunter2@callbacks.mycompany.com/", far);
  expect(url).toBeUndefined();
  expect(JSON.stringify(findings)).not.toContain("hunter2");
  expect(findings).toMatchObject([{ severity: "error" }]);
});

const cannotReach = "the platform cannot reach it";
const itself = `is each machine's own name for itself: ${cannotReach}`;
const localOnly = `is known in one local network only: ${cannotReach}`;
const privateLine = "is private: the platform reaches it over a private line only";

test.each([
  ["https://localhost/", "error", `localhost ${itself}`],
  ["https://a.localhost/", "error", `a.localhost ${itself}`],
  ["https://127.1.2.3/", "error", `127.1.2.3 ${itself}`],
  ["https://0x7f000001/", "error", `127.0.0.1 ${itself}`],
  ["https://0.0.0.0/", "error", `0.0.0.0 ${itself}`],
  ["https://[::1]/", "error", `[::1] ${itself}`],
  ["https://[::]/", "error", `[::] ${itself}`],
  ["https://[::ffff:127.0.0.1]/", "error", `[::ffff:7f00:1] ${itself}`],
  ["https://169.254.169.254/", "error", `169.254.169.254 ${localOnly}`],
  ["https://224.0.0.1/", "error", `224.0.0.1 ${localOnly}`],
  ["https://255.255.255.255/", "error", `255.255.255.255 ${localOnly}`],
  ["https://[fe80::1]/", "error", `[fe80::1] ${localOnly}`],
  ["https://[ff02::1]/", "error", `[ff02::1] ${localOnly}`],
  ["https://station7.local/", "error", `station7.local ${localOnly}`],
  ["https://station7/", "error", `station7 ${localOnly}`],
  ["https://10.1.2.3/", "warning", `10.1.2.3 ${privateLine}`],
  ["https://172.16.0.1/", "warning", `172.16.0.1 ${privateLine}`],
  ["https://172.31.255.1/", "warning", `172.31.255.1 ${privateLine}`],
  ["https://192.168.1.1/", "warning", `192.168.1.1 ${privateLine}`],
  ["https://100.64.0.1/", "warning", `100.64.0.1 ${privateLine}`],
  ["https://100.127.0.1/", "warning", `100.127.0.1 ${privateLine}`],
  ["https://[fd00::1]/", "warning", `[fd00::1] ${privateLine}`],
  ["https://[::ffff:10.0.0.1]/", "warning", `[::ffff:a00:1] ${privateLine}`],
  ["https://station7.corp.internal./", "warning", `station7.corp.internal. ${privateLine}`],
  [
    "https://callbacks.mycompany.com:8080/",
    "error",
    "the platform does not call port 8080: only 80, 443, 9001-9006, 28200-28220, 50551-50559",
  ],
  ["https://callbacks.mycompany.com/#a", "error", "the URL holds the fragment #a, which is never sent"],
  [
    "https://callbacks.mycompany.com/it's",
    "error",
    "the URL holds one of ' < \\, which the platform refuses: percent-encode it",
  ],
  [
    "http://callbacks.mycompany.com/",
    "warning",
    "callbacks, and the user name and password in them, come in the clear: HTTPS would protect them",
  ],
] as const)("%s: %s", (text, severity, finding) => {
  expect(inspectPublicUrl(text, far).findings).toEqual([{ severity, text: finding }]);
});

test("everything that is wrong is told at once", () => {
  const { findings } = inspectPublicUrl("http://127.0.0.1:8080/#a", { ...far, hasCredentials: false });
  expect(findings.map(({ severity }) => severity)).toEqual(["error", "error", "error", "warning"]);
});

test("a sandbox on this machine reaches this machine, on any port", () => {
  expect(inspectPublicUrl("http://127.0.0.1:8080/", near).findings).toEqual([]);
  expect(inspectPublicUrl("http://localhost:1/x", near).findings).toEqual([]);
  expect(inspectPublicUrl("https://callbacks.mycompany.com:8080/", near).findings).toHaveLength(1);
});
