import { expect, onTestFinished, test } from "vitest";
import { logIn, logOut } from "../../src/uws/session.ts";
import { buildLogIn, buildLogOut } from "../../src/uws/session-envelope.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { serveHttp } from "./serve.ts";

const declared =
  'xmlns:soapenv="http://schemas.xmlsoap.org/soap/envelope/" xmlns:v2="http://nphase.com/unifiedwebservice/v2" ' +
  'xmlns:nph="http://schemas.datacontract.org/2004/07/NPhase.UnifiedWebService.APIs.v2.Contract.SessionService"';

test("the log-in message escapes what it is given", () => {
  expect(buildLogIn({ username: "a&b", password: "<]]>\"'" })).toBe(
    `<soapenv:Envelope ${declared}><soapenv:Body><v2:LogIn><v2:Input><nph:Username>a&amp;b</nph:Username>` +
      `<nph:Password>&lt;]]&gt;"'</nph:Password></v2:Input></v2:LogIn></soapenv:Body></soapenv:Envelope>`,
  );
});

test("the log-out message holds the token twice", () => {
  expect(buildLogOut("t-1")).toBe(
    `<soapenv:Envelope ${declared}><soapenv:Header><token xmlns="http://nphase.com/unifiedwebservice/v2">t-1</token>` +
      "</soapenv:Header><soapenv:Body><v2:LogOut><v2:Input><nph:SessionToken>t-1</nph:SessionToken></v2:Input>" +
      "</v2:LogOut></soapenv:Body></soapenv:Envelope>",
  );
});

test.each([
  [
    "a token",
    200,
    "<E><Header><token>t-1</token></Header><Body><Output><SessionToken>t-1</SessionToken></Output></Body></E>",
    { kind: "token", token: "t-1" },
  ],
  [
    "a rejection",
    500,
    fault("SessionService.X", "Invalid password"),
    { kind: "rejected", fault: { code: "SessionService.X", text: "Invalid password" } },
  ],
  [
    "a lock",
    500,
    fault("SessionService.AccountLocked", "Call us"),
    { kind: "locked", fault: { code: "SessionService.AccountLocked", text: "Call us" } },
  ],
  [
    "the server's trouble",
    500,
    fault("SessionService.REQUEST_FAILED.UnexpectedError", "Oops"),
    {
      kind: "failed",
      reason: "HTTP 500 with the fault SessionService.REQUEST_FAILED.UnexpectedError: Oops",
      status: 500,
    },
  ],
  [
    "a server's trouble that speaks of the user",
    500,
    fault("SessionService.REQUEST_FAILED.UnexpectedError", "Unknown user"),
    {
      kind: "rejected",
      fault: { code: "SessionService.REQUEST_FAILED.UnexpectedError", text: "Unknown user" },
    },
  ],
  [
    "a captive portal",
    200,
    "<html><title>Sign in</title></html>",
    lost(200, 'an HTML page titled "Sign in"'),
  ],
  ["500 in plain text", 500, "Oops", lost(500, 'no XML: "Oops"')],
  ["429 in plain text", 429, "Slow down", lost(429, 'no XML: "Slow down"')],
  [
    "200 without a token",
    200,
    "<E/>",
    { ...lost(200, ""), reason: "HTTP 200, and the answer holds no session token" },
  ],
  [
    "a token that is too long",
    200,
    `<E><Header><token>${"x".repeat(201)}</token></Header></E>`,
    { ...lost(200, ""), reason: "HTTP 200, and the answer's identifier is not one" },
  ],
  ["401", 401, "", rejected(401, "empty")],
  ["403", 403, "<html>Forbidden</html>", rejected(403, 'an HTML page that begins "Forbidden"')],
  ["502", 502, "", failed(502, "empty")],
  ["503", 503, "Service Unavailable", failed(503, 'no XML: "Service Unavailable"')],
  ["504", 504, "<html><title>Time-out</title></html>", failed(504, 'an HTML page titled "Time-out"')],
])("log-in: %s", async (_name, status, body, outcome) => {
  const { call, seen } = await session(status, body);
  expect(await logIn(call.transport, { ...call, username: "me", password: "secret" })).toEqual(outcome);
  expect(seen).toEqual([
    'POST /SessionService.svc "http://nphase.com/unifiedwebservice/v2/ISessionService/LogIn"',
  ]);
});

test("log-in: a lost answer does not hold the password", async () => {
  const { call } = await session(0, "");
  const outcome = await logIn(call.transport, { ...call, username: "me", password: "secret" });
  expect(outcome.kind).toBe("lost");
  expect(JSON.stringify(outcome)).not.toContain("secret");
});

test("log-out", async () => {
  const done = await session(200, "<E/>");
  expect(await logOut(done.call.transport, { ...done.call, token: "t" })).toEqual({ kind: "loggedOut" });
  const gone = await session(500, fault("SessionToken.Expired", "Expired"));
  expect(await logOut(gone.call.transport, { ...gone.call, token: "t" })).toEqual({ kind: "ended" });
  const failed = await session(500, fault("REQUEST_FAILED.UnexpectedError", "Oops"));
  expect(await logOut(failed.call.transport, { ...failed.call, token: "t" })).toEqual({
    kind: "failed",
    reason: "HTTP 500 with the fault REQUEST_FAILED.UnexpectedError: Oops",
    status: 500,
  });
});

async function session(status: number, body: string) {
  const seen: string[] = [];
  const port = await serveHttp((request, response) => {
    const { soapaction } = request.headers;
    seen.push(`${request.method} ${request.url} ${soapaction}`);
    request
      .resume()
      .on("end", () => (status === 0 ? response.destroy() : response.writeHead(status).end(body)));
  });
  const transport = createTransport();
  onTestFinished(() => transport.close());
  return { seen, call: { transport, baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 5000 } };
}

function lost(status: number, what: string) {
  return { kind: "lost", reason: `HTTP ${status}, and the answer is ${what}`, code: "ANSWER_UNREADABLE" };
}

function rejected(status: number, what: string) {
  const text = `HTTP ${status}, and the answer is ${what}`;
  return { kind: "rejected", fault: { code: `HTTP ${status}`, text } };
}

function failed(status: number, what: string) {
  return { kind: "failed", reason: `HTTP ${status}, and the answer is ${what}`, status };
}

function fault(code: string, text: string): string {
  return `<s:Fault xmlns:s="s"><faultcode>${code}</faultcode><faultstring>${text}</faultstring></s:Fault>`;
}
