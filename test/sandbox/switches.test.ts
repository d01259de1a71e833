import { describe, expect, test } from "vitest";
import { callFaultKinds, parseFault } from "../../src/sandbox/faults.ts";
import {
  faultOf,
  postActivation,
  postLogIn,
  postUpload,
  type Reply,
  requestIdOf,
  tokenOf,
} from "./requests.ts";
import { start, startWatched } from "./running.ts";

const resetByPeer = /ECONNRESET|UND_ERR_SOCKET/;

/** What a client sees, in one line. */
async function outcomeOf(reply: Promise<Reply>): Promise<string> {
  try {
    const answer = await reply;
    if (requestIdOf(answer) !== undefined || tokenOf(answer) !== "") return `${answer.status} done`;
    return `${answer.status} ${faultOf(answer) ?? answer.text.split("\n", 1)[0]}`;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : String(error);
    return resetByPeer.test(code) ? "broken connection" : code;
  }
}

const noRequestId =
  '200 <s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body>' +
  '<UploadDevicesResponse xmlns="http://nphase.com/unifiedwebservice/v2">' +
  '<Output xmlns:a="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.DeviceService"/>' +
  "</UploadDevicesResponse></s:Body></s:Envelope>";
const asked = "This fault was asked for by a switch.";

/** Each switch: what the client sees, and whether the upload was applied. */
const uploads = [
  [
    "expire-session@1",
    "500 DeviceService.REQUEST_FAILED.SessionToken.Expired: The session token has expired.",
    "refused",
  ],
  ["reset-before@1", "broken connection", "dropped"],
  ["reset-after@1", "broken connection", "dropped"],
  ["accept-then-reset@1", "broken connection", "accepted"],
  ["half-answer@1", "broken connection", "accepted"],
  ["http-500@1", "500 Internal Server Error", "dropped"],
  ["http-503-after@1", "503 Service Unavailable", "accepted"],
  ["html-200@1", "200 <!DOCTYPE html>", "dropped"],
  ["no-request-id@1", noRequestId, "accepted"],
  ["drip@1", "200 done", "accepted"],
  ["http-429@1:2", "429 Too Many Requests", "dropped"],
  ["slow@1:20", "200 done", "accepted"],
  [
    "fault@1:REQUEST_FAILED.UnexpectedError",
    `500 DeviceService.REQUEST_FAILED.UnexpectedError: ${asked}`,
    "dropped",
  ],
  ["accept-then-fault@1", `500 DeviceService.REQUEST_FAILED.UnexpectedError: ${asked}`, "accepted"],
] as const;

test.each(uploads)("%s", async (text, seen, outcome) => {
  const fault = parseFault(text);
  const { endpoint, received, devices } = await start({ faults: [fault] });
  expect(await outcomeOf(postUpload(endpoint))).toBe(seen);
  expect(received).toMatchObject([{ sequence: 1, outcome, fault: fault.kind }]);
  expect(devices.distinct).toBe(outcome === "accepted" ? 2 : 0);
  if (text !== "expire-session@1") expect(await outcomeOf(postUpload(endpoint))).toBe("200 done");
});

test.each(uploads)("%s, of an activation", async (text, seen, outcome) => {
  const fault = parseFault(text.replace("@", "@activate:"));
  const { endpoint, received, stateChanges, activated } = await start({ faults: [fault] });
  const asActivation = seen
    .replaceAll("DeviceService", "CarrierService")
    .replaceAll("UploadDevices", "ChangeDeviceState");
  expect(await outcomeOf(postActivation(endpoint))).toBe(asActivation);
  expect(received).toEqual([]);
  expect(stateChanges).toMatchObject([{ sequence: 1, outcome, fault: fault.kind }]);
  expect(activated.distinct).toBe(outcome === "accepted" ? 2 : 0);
  if (text !== "expire-session@1") expect(await outcomeOf(postActivation(endpoint))).toBe("200 done");
});

test("every kind is tested above, but for no-answer", () => {
  const tested = uploads.map(([text]) => parseFault(text).kind);
  expect(callFaultKinds.filter((kind) => !tested.some((other) => other === kind))).toEqual(["no-answer"]);
});

test("no-answer: applied, and the connection stays open until the sandbox closes", async () => {
  const { sandbox, firstEvent } = await startWatched({ faults: [parseFault("no-answer@1")] });
  const outcome = outcomeOf(postUpload(sandbox.endpoint));
  expect(await firstEvent).toMatchObject({ outcome: "accepted" });
  expect(await outcomeOf(postUpload(sandbox.endpoint))).toBe("200 done");
  await sandbox.close();
  expect(await outcome).toBe("broken connection");
  expect(sandbox.received).toMatchObject([
    { outcome: "accepted", fault: "no-answer" },
    { outcome: "accepted" },
  ]);
});

test("http-429 says when to come back", async () => {
  const { endpoint } = await start({ faults: [parseFault("http-429@1:7")] });
  expect((await postUpload(endpoint)).headers.get("retry-after")).toBe("7");
});

describe("log-ins", () => {
  const logIns = [
    ["reset-before@login:1", "broken connection"],
    ["reset-after@login:1", "broken connection"],
    ["http-500@login:1", "500 Internal Server Error"],
    ["html-200@login:1", "200 <!DOCTYPE html>"],
    ["http-429@login:1", "429 Too Many Requests"],
    ["fault@login:1:X", `500 SessionService.X: ${asked}`],
    ["slow@login:1:20", "200 done"],
  ] as const;

  test.each(logIns)("%s", async (text, seen) => {
    const { endpoint, received } = await start({ faults: [parseFault(text)] });
    expect(await outcomeOf(postUpload(endpoint))).toBe("200 done");
    expect(await outcomeOf(postLogIn(endpoint, "me"))).toBe(seen);
    expect(await outcomeOf(postLogIn(endpoint, "me"))).toBe("200 done");
    expect(received).toHaveLength(1);
  });
});

test("a switch is for its call only", async () => {
  const { endpoint, received } = await start({ faults: [parseFault("accept-then-reset@2")] });
  const seen: string[] = [];
  for (let call = 1; call <= 3; call++) seen.push(await outcomeOf(postUpload(endpoint)));
  expect(seen).toEqual(["200 done", "broken connection", "200 done"]);
  expect(received.map(({ outcome, fault }) => [outcome, fault])).toEqual([
    ["accepted", undefined],
    ["accepted", "accept-then-reset"],
    ["accepted", undefined],
  ]);
});

test("what the rules refuse is refused with a switch too", async () => {
  const sandbox = await start({ faults: [parseFault("accept-then-reset@1")], tokens: [] });
  expect(await outcomeOf(postUpload(sandbox.endpoint))).toBe("broken connection");
  expect(sandbox.received).toMatchObject([
    { outcome: "refused", refusal: { code: "INPUT_INVALID.SessionToken.Invalid" } },
  ]);
});
