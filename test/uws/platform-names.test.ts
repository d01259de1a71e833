import { expect, test } from "vitest";
import { postActivation } from "../../src/uws/activate-devices.ts";
import { buildActivation } from "../../src/uws/activation-message.ts";
import { getCallbackRegistrations } from "../../src/uws/callback-registrations.ts";
import { inferredNames, parsePlatformNames } from "../../src/uws/platform-names.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { serveHttp } from "./serve.ts";

const other =
  "carrierPath=v3/Carrier.svc, changeDeviceStateOrder=AccountName/Activate/DeviceList,carrierNamespace=urn:carrier,registrationPath=Reg.svc,registrationNamespace=urn:reg,";

test("nothing said: what is inferred", () => {
  expect(parsePlatformNames(undefined)).toEqual(inferredNames);
  expect(parsePlatformNames("")).toEqual(inferredNames);
});

test.each([
  "carrierPath",
  "carrierPath=",
  "carrierPath=/CarrierService.svc",
  "carrierPath=../other",
  "carrierPath=https://evil.example/x",
  "carrierpath=Carrier.svc",
  "carrierNamespace=a b",
  'registrationNamespace="x"',
  "changeDeviceStateOrder=DeviceList/AccountName",
  "changeDeviceStateOrder=DeviceList/AccountName/Activate/Activate",
  "changeDeviceStateOrder=DeviceList/AccountName/activate",
])("%s cannot be used", (text) => {
  expect(() => parsePlatformNames(text)).toThrow(/^platformNames: ".*" cannot be used: /);
});

test("what is said is sent: paths, namespaces and the order", async () => {
  const asked: string[] = [];
  const port = await serveHttp((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      asked.push(`${request.url} ${Buffer.concat(chunks).toString()}`);
      response.writeHead(500).end();
    });
  });
  const transport = createTransport();
  const names = parsePlatformNames(other);
  const call = { baseUrl: `http://127.0.0.1:${port}/api`, timeoutMs: 10_000, names };
  const request = {
    accountName: "1-1",
    uploadType: "IMEI",
    activate: { servicePlan: "P", mdnZipCode: "12345" },
  } as const;
  const body = Buffer.from(buildActivation(request, "t", [["358755000000007"]], { names }));
  await postActivation(transport, { ...call, body, devices: 1 });
  await getCallbackRegistrations(transport, { ...call, token: "t", account: "1-1" });
  await transport.close();
  expect(asked[0]).toMatch(
    /^\/api\/v3\/Carrier\.svc .*xmlns:nph="urn:carrier".*AccountName.*ServicePlan.*DeviceList/s,
  );
  expect(asked[1]).toMatch(/^\/api\/Reg\.svc .*xmlns:nph="urn:reg"/s);
});
