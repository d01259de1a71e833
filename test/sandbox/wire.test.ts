import { connect } from "node:net";
import { expect, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { operations } from "../../src/uws/operations.ts";
import { sampleRequest } from "./requests.ts";
import { start } from "./running.ts";

/** What comes over a bare socket for an upload: whole pieces, in order, and how it ended. */
async function bareUpload(fault: string, body = sampleRequest) {
  const { endpoint, received } = await start({ faults: [parseFault(fault)] });
  const { hostname, port, pathname } = new URL(`${endpoint}/${operations.uploadDevices.path}`);
  const socket = connect(Number(port), hostname);
  const pieces: string[] = [];
  let error: string | undefined;
  socket.setEncoding("latin1").on("data", (piece: string) => pieces.push(piece));
  socket.on("error", (cause) => {
    error = "code" in cause ? String(cause.code) : cause.message;
  });
  const head = [
    `POST ${pathname} HTTP/1.1`,
    `Host: ${hostname}`,
    "Content-Type: text/xml; charset=utf-8",
    `SOAPAction: "${operations.uploadDevices.soapAction}"`,
    `Content-Length: ${Buffer.byteLength(sampleRequest)}`,
    "Connection: close",
  ];
  const began = performance.now();
  socket.write(`${head.join("\r\n")}\r\n\r\n${body}`);
  await new Promise((resolve) => socket.once("close", resolve));
  const [answerHead = "", ...rest] = pieces.join("").split("\r\n\r\n");
  const promised = Number(/content-length: (\d+)/i.exec(answerHead)?.[1]);
  return { pieces, promised, got: rest.join("").length, error, ms: performance.now() - began, received };
}

test("half-answer: half of the promised bytes, then the end", async () => {
  const { promised, got } = await bareUpload("half-answer@1");
  expect(promised).toBeGreaterThan(100);
  expect(got).toBe(promised >> 1);
});

test("drip: all bytes, in many pieces over more than half a second", async () => {
  const { pieces, promised, got, ms } = await bareUpload("drip@1");
  expect(got).toBe(promised);
  expect(pieces.length).toBeGreaterThan(10);
  expect(ms).toBeGreaterThan(500);
});

test("slow: not before its time", async () => {
  const { promised, got, ms } = await bareUpload("slow@1:300");
  expect(got).toBe(promised);
  expect(ms).toBeGreaterThanOrEqual(299);
});

test.each(["reset-after@1", "accept-then-reset@1"])(
  "%s: a reset, and not a byte before it",
  async (fault) => {
    const { pieces, error } = await bareUpload(fault);
    expect({ pieces, error }).toEqual({ pieces: [], error: "ECONNRESET" });
  },
);

test("reset-before: does not wait for a body, and knows nothing of it", async () => {
  const { pieces, error, received } = await bareUpload("reset-before@1", "");
  expect({ pieces, error }).toEqual({ pieces: [], error: "ECONNRESET" });
  expect(received).toMatchObject([{ outcome: "dropped", devices: 0, sku: undefined }]);
});
