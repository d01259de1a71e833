import { parseAllowList } from "../../src/listener/allow-list.ts";
import type { ListenerOptions } from "../../src/listener/listener-options.ts";
import type { TurnAwayReason } from "../../src/listener/refusals.ts";
import { postHead, postRequest } from "./clients.ts";
import { callbackMessage, sampleMessage } from "./messages.ts";

const credentials = { username: "test", password: "test" };

/** A request that is refused. */
export interface RefusalCase {
  readonly name: string;
  readonly options?: Partial<ListenerOptions>;
  readonly request: string;
  readonly status: number;
  readonly reason: TurnAwayReason;
  readonly sentence: string | RegExp;
  /** That the answer has, too. */
  readonly header?: string;
}

const good = postRequest(sampleMessage);

/** All of them come from 127.0.0.1. */
export const refusalCases: readonly RefusalCase[] = [
  {
    name: "another path",
    request: good.replace("POST /", "POST /other"),
    status: 404,
    reason: "path",
    sentence: "Callbacks are not taken at this path.",
  },
  {
    name: "a path that begins like ours",
    options: { path: "/callbacks" },
    request: good.replace("POST /", "POST /callbacks/"),
    status: 404,
    reason: "path",
    sentence: "Callbacks are not taken at this path.",
  },
  ...["GET", "PUT", "DELETE", "OPTIONS"].map(
    (method): RefusalCase => ({
      name: method,
      request: good.replace("POST", method),
      status: 405,
      reason: "method",
      sentence: "Only POST is taken here.",
      header: "allow: POST",
    }),
  ),
  {
    name: "a forbidden address",
    options: { allow: parseAllowList(["verizon"]) },
    request: good,
    status: 403,
    reason: "address",
    sentence: "This address is not allowed to send callbacks.",
  },
  {
    name: "a forbidden address that names an allowed one in its headers",
    options: { allow: parseAllowList(["verizon"]) },
    request: postHead({
      "X-Forwarded-For": "3.87.163.45",
      Forwarded: "for=3.87.163.45",
      "Content-Length": 1,
    }),
    status: 403,
    reason: "address",
    sentence: "This address is not allowed to send callbacks.",
  },
  ...["gzip", "deflate, gzip", "br"].map(
    (coding): RefusalCase => ({
      name: `a body in ${coding}`,
      request: postHead({ "Content-Encoding": coding, "Content-Length": 3 }),
      status: 415,
      reason: "encoding",
      sentence: "The body must come without content coding.",
    }),
  ),
  {
    name: "a transfer coding that is not just chunked",
    request: postHead({ "Transfer-Encoding": "gzip, chunked" }),
    status: 415,
    reason: "encoding",
    sentence: "The body must come without content coding.",
  },
  {
    name: "a declared length beyond the limit, before its first byte",
    request: postHead({ "Content-Length": 32 * 1024 * 1024 + 1 }),
    status: 413,
    reason: "tooLarge",
    sentence: "The body is too large.",
  },
  {
    name: "the same, whose sender waits for 100 Continue",
    request: postHead({ "Content-Length": 32 * 1024 * 1024 + 1, Expect: "100-continue" }),
    status: 413,
    reason: "tooLarge",
    sentence: "The body is too large.",
  },
  {
    name: "chunks beyond the limit",
    options: { limits: { maxBodyBytes: 1_000 } },
    request: `${postHead({ "Transfer-Encoding": "chunked" })}3e8\r\n${" ".repeat(1_000)}\r\n1\r\n \r\n`,
    status: 413,
    reason: "message",
    sentence: "The message is longer than 1000 bytes.",
  },
  {
    name: "another expectation",
    request: postHead({ Expect: "200-ok", "Content-Length": 1 }),
    status: 417,
    reason: "expectation",
    sentence: "No expectation but 100-continue can be met.",
  },
  {
    name: "too many headers",
    request: postHead(Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`X-${index}`, 1]))),
    status: 431,
    reason: "headers",
    sentence: "The request has too many or too long headers.",
  },
  {
    name: "far too many headers, the last of them its length",
    request: postHead({
      ...Object.fromEntries(Array.from({ length: 900 }, (_, index) => [`X-${index}`, 1])),
      "Content-Length": 1,
    }),
    status: 431,
    reason: "headers",
    sentence: "The request has too many or too long headers.",
  },
  {
    name: "headers that are too long",
    request: postHead({ "X-Long": "x".repeat(20_000) }),
    status: 431,
    reason: "headers",
    sentence: "The request has too many or too long headers.",
  },
  ...[
    "nonsense\r\n\r\n",
    "POST / HTTP/9.9\r\n\r\n",
    "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
    postHead({ "Content-Length": "-1" }),
    postHead({ "Content-Length": "1e3" }),
    postHead({ "Content-Length": "9".repeat(40) }),
    postHead({ "Content-Length": 5, "Transfer-Encoding": "chunked" }),
    postHead({ "Transfer-Encoding": "chunked, gzip" }),
    `${postHead({ "Transfer-Encoding": "chunked" })}xyz\r\n`,
    `${postHead({ "Transfer-Encoding": "chunked" })}ffffffffffffffffff\r\n`,
  ].map(
    (request): RefusalCase => ({
      name: `no HTTP: ${JSON.stringify(request.slice(0, 80))}`,
      request,
      status: 400,
      reason: "http",
      sentence: "This is no HTTP request.",
    }),
  ),
  ...[
    ["broken XML", "<CallbackRequest><a></b>"],
    ["JSON", "{}"],
    ["XML with a NUL in it", "<CallbackRequest>\u0000"],
    ["an entity that nobody declared", "<CallbackRequest>&lol;"],
  ].map(
    ([name = "", body = ""]): RefusalCase => ({
      name,
      request: postHead({ "Content-Length": 100_000 }) + body + " ".repeat(5_000),
      status: 400,
      reason: "message",
      sentence: /^The message is not well-formed XML: .* \(line 1, column \d+\)\.$/,
    }),
  ),
  {
    name: "XML that is no callback",
    request: postRequest("<html><body/></html>"),
    status: 422,
    reason: "message",
    sentence: "The message is XML, but no callback.",
  },
  {
    name: "elements that are nested without end",
    request: postHead({ "Content-Length": 1_000_000 }) + "<a>".repeat(10_000),
    status: 413,
    reason: "message",
    sentence: "The message has elements more than 64 deep.",
  },
  {
    name: "an attribute of 8 MB",
    request: `${postHead({ "Content-Length": 9_000_000 })}<a b="${"x".repeat(8_000_000)}`,
    status: 413,
    reason: "message",
    sentence: /^The message has /,
  },
  {
    name: "a DOCTYPE",
    request: postRequest(`<!DOCTYPE x>${sampleMessage}`),
    status: 400,
    reason: "message",
    sentence: "The message declares a DOCTYPE, which no SOAP message does.",
  },
  {
    name: "an empty body",
    request: postRequest(""),
    status: 400,
    reason: "message",
    sentence: "The message is empty.",
  },
  {
    name: "a callback without a RequestId",
    request: postRequest(sampleMessage.replace(/<RequestId.*?<\/RequestId>/, "")),
    status: 422,
    reason: "message",
    sentence: "The callback has no RequestId.",
  },
  {
    name: "wrong credentials",
    options: { credentials, isOurs: () => false },
    request: postRequest(callbackMessage({ password: "guess" })),
    status: 401,
    reason: "credentials",
    sentence: "User name or password is missing or wrong.",
  },
  {
    name: "another user's credentials",
    options: { credentials, isOurs: () => false },
    request: postRequest(callbackMessage({ username: "other" })),
    status: 401,
    reason: "credentials",
    sentence: "User name or password is missing or wrong.",
  },
  {
    name: "missing credentials",
    options: { credentials, isOurs: () => false },
    request: postRequest(callbackMessage().replace(/<Username>.*<\/Password>/, "")),
    status: 401,
    reason: "credentials",
    sentence: "User name or password is missing or wrong.",
  },
  {
    name: "a callback of others beyond their quota",
    options: { isOurs: () => false, foreign: { maxBytes: 1_000, usedBytes: 900 } },
    request: good,
    status: 503,
    reason: "quota",
    sentence: "No more callbacks of other requests are taken here for now; send it again later.",
    header: "retry-after: 30",
  },
];
