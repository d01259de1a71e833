import { expect, onTestFinished, test } from "vitest";
import { readLogInAnswer, readOperationAnswer, readRequestAnswer } from "../../src/uws/answer.ts";
import { operations } from "../../src/uws/operations.ts";
import { readRegistrationList } from "../../src/uws/registration-list.ts";
import { logIn } from "../../src/uws/session.ts";
import { createTransport } from "../../src/uws/undici-transport.ts";
import { serveHttp } from "./serve.ts";

const readers = [
  ["LogIn", readLogInAnswer],
  ["UploadDevices", (body: Buffer) => readRequestAnswer(body, operations.uploadDevices)],
  ["an operation without a result", (body: Buffer) => readOperationAnswer(body, "RegisterCallback")],
  ["GetCallbackRegistrations", (body: Buffer) => readRegistrationList(body, "1-1")],
] as const;

const opening = "<a>".repeat(Math.floor((4 * 2 ** 20) / "<a>".length));

test.each(readers)("4 MiB of opening tags do not block the reader of the answer to %s", (_, read) => {
  const tooDeep = { kind: "unreadable", reason: "the answer is nested too deeply" };
  expect(read(Buffer.from(nested(65)))).toEqual(tooDeep);
  expect(read(Buffer.from(opening))).toEqual(tooDeep);
});

test.each(readers)("64 levels are read, in the answer to %s", (_, read) => {
  expect(read(Buffer.from(nested(64)))).toMatchObject({
    reason: expect.stringMatching(/^the answer holds no /),
  });
});

test("4 MiB of opening tags do not block a log-in", async () => {
  const port = await serveHttp((_request, response) => {
    response.writeHead(200, { "content-type": "text/xml" }).end(opening);
  });
  const transport = createTransport();
  onTestFinished(() => transport.close());
  const call = { baseUrl: `http://127.0.0.1:${port}`, timeoutMs: 60_000, username: "me", password: "secret" };
  expect(await logIn(transport, call)).toEqual({
    kind: "lost",
    reason: "HTTP 200, and the answer is nested too deeply",
    code: "ANSWER_UNREADABLE",
  });
});

function nested(levels: number): string {
  return `${"<a>".repeat(levels)}${"</a>".repeat(levels)}`;
}
