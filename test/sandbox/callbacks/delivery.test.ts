import { once } from "node:events";
import { createServer } from "node:net";
import { expect, test } from "vitest";
import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import type { SandboxEvent } from "../../../src/sandbox/platform.ts";
import { testAuthority, testKeys } from "../../support/tls-keys.ts";
import { serveHttps } from "../../uws/serve.ts";
import { postUpload, requestIdOf } from "../requests.ts";
import { start } from "../running.ts";
import { startReceiver } from "./receiver.ts";
import { pairsUpload } from "./uploads.ts";
import { deliver, nothing, open, type World } from "./world.ts";

function attempts({ receiver }: World): readonly string[] {
  return receiver.callbacks().map(({ attempt }) => attempt);
}

test.each([200, 202, 204, 299])("%i acknowledges", async (status) => {
  const world = await open("redeliver:0", () => status);
  expect(await deliver(world)).toEqual({
    ...nothing,
    sent: 1,
    acknowledged: 1,
    statuses: { [status]: 1 },
  });
});

test.each([301, 400, 401, 404, 500, 503])("%i does not: it is sent four times in all", async (status) => {
  const world = await open("redeliver:0", () => status);
  expect(await deliver(world)).toEqual({ ...nothing, sent: 4, givenUp: 1, statuses: { [status]: 4 } });
  expect(attempts(world)).toEqual(["1 of 4", "2 of 4", "3 of 4", "4 of 4"]);
  const [first, ...others] = world.receiver.posts.map(({ body }) =>
    body.toString().replace(/<CallbackCount>\d /, "<CallbackCount>"),
  );
  expect(others).toEqual([first, first, first]);
});

test("it is sent until it is acknowledged", async () => {
  const world = await open("redeliver:5", (index) => [500, 503, 200][index]);
  expect(await deliver(world)).toEqual({
    ...nothing,
    sent: 3,
    acknowledged: 1,
    statuses: { 200: 1, 500: 1, 503: 1 },
  });
});

test("no-redelivery: once, whatever the answer", async () => {
  const world = await open("no-redelivery", () => 500);
  expect(await deliver(world)).toEqual({ ...nothing, sent: 1, givenUp: 1, statuses: { 500: 1 } });
});

test("timeout: who answers too late is sent it again", async () => {
  const world = await open("timeout:50,redeliver:0", (index) => (index === 0 ? undefined : 200));
  expect(await deliver(world)).toEqual({
    ...nothing,
    sent: 2,
    acknowledged: 1,
    statuses: { 200: 1, none: 1 },
  });
});

test("a broken connection is no answer", async () => {
  const world = await open("redeliver:0", (index, response) => {
    if (index > 0) return 200;
    response.socket?.destroy();
    return undefined;
  });
  expect(await deliver(world)).toMatchObject({ sent: 2, acknowledged: 1, statuses: { 200: 1, none: 1 } });
});

test("a status counts also when the answer breaks off behind it", async () => {
  const world = await open("redeliver:0", (_, response) => {
    response.writeHead(200, { "content-length": "100" });
    response.write("half", () => response.socket?.destroy());
    return undefined;
  });
  expect(await deliver(world)).toMatchObject({ sent: 1, acknowledged: 1 });
});

test("nobody listens: given up after four sends, each told as an event", async () => {
  const events: SandboxEvent[] = [];
  const url = `http://me:secret@127.0.0.1:${await closedPort()}/a?key=secret`;
  const { endpoint, callbacks } = await start({
    now: () => 1000,
    onEvent: (event) => events.push(event),
    callbacks: { url, redeliverMs: 0, password: "hidden" },
  });
  const requestId = requestIdOf(await postUpload(endpoint, pairsUpload(2)));
  await callbacks.idle();
  expect(callbacks.summary()).toMatchObject({ sent: 4, givenUp: 1, statuses: { none: 4 } });
  const shown = `${new URL(url).origin}/a`;
  const told = events.filter(({ operation }) => operation === "callback DeviceService");
  expect(told).toEqual(
    [1, 2, 3, 4].map((attempt) => ({
      at: 1000,
      operation: "callback DeviceService",
      outcome: "failed",
      detail: `RequestId ${requestId}, lines 1 to 2, attempt ${attempt} to ${shown}: ECONNREFUSED`,
    })),
  );
});

test("a URL that nothing can be sent to gives no answer", async () => {
  const details: string[] = [];
  const { endpoint, callbacks } = await start({
    onEvent: ({ detail }) => details.push(detail),
    callbacks: { url: "http://%zz@127.0.0.1:9/", redeliverMs: undefined },
  });
  await postUpload(endpoint, pairsUpload(1));
  await callbacks.idle();
  expect(callbacks.summary()).toMatchObject({ sent: 1, givenUp: 1, statuses: { none: 1 } });
  expect(details.at(-1)).toMatch(/attempt 1 to http:\/\/127\.0\.0\.1:9\/: .*URI/);
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

test("events say what each callback has and how it was answered", async () => {
  const events: string[] = [];
  const world = await open(
    "split:2,pending-first,at-once:1,redeliver:0",
    (index) => (index === 1 ? 500 : 200),
    {
      onEvent: ({ operation, outcome, detail }) =>
        events.push(
          `${operation} ${outcome}: ${detail.replace(/RequestId [\w-]+, | to http\S+(?=: )/g, "")}`,
        ),
    },
  );
  await deliver(world, 3);
  expect(events.slice(1)).toEqual([
    "callback DeviceService accepted: lines 1 to 3 submitted, attempt 1: 200",
    "callback DeviceService refused: lines 1 to 2, attempt 1: 500",
    expect.stringMatching(/lines (3 to 3, attempt 1|1 to 2, attempt 2): 200$/),
    expect.stringMatching(/lines (3 to 3, attempt 1|1 to 2, attempt 2): 200$/),
    "callback DeviceService accepted: no lines, attempt 1: 200",
  ]);
});

test("without a URL nothing is sent", async () => {
  const { endpoint, callbacks } = await start();
  await postUpload(endpoint, pairsUpload(2));
  await callbacks.idle();
  expect(callbacks.summary()).toEqual({ ...nothing, withoutUrl: 1 });
});

test.each([
  ["wrong", ["wrong-secret", "wrong-secret", "wrong-secret", "wrong-secret"]],
  ["wrong-first", ["wrong-secret", "secret", "secret", "secret"]],
  ["none", ["", "", "", ""]],
])("credentials:%s", async (kind, passwords) => {
  const receiver = await startReceiver(() => 401);
  const behaviour = parseCallbackBehaviour(`credentials:${kind},redeliver:0`);
  const callbacks = { url: receiver.url, username: "me", password: "secret", ...behaviour };
  const sandbox = await start({ callbacks });
  await deliver({ receiver, sandbox });
  expect(receiver.callbacks().map(({ password }) => password)).toEqual(passwords);
  expect(receiver.callbacks().map(({ username }) => username)).toEqual(
    Array(4).fill(kind === "none" ? "" : "me"),
  );
});

test("an HTTPS receiver is reached, with a known authority only by its own certificate", async () => {
  const serve = (name: "server" | "other-host"): Promise<number> =>
    serveHttps(testKeys(name), (request, response) => request.resume().on("end", () => response.end()));
  const send = async (port: number, ca?: string) => {
    const url = `https://127.0.0.1:${port}/`;
    const { endpoint, callbacks } = await start({
      callbacks: { url, redeliverMs: undefined, ...(ca === undefined ? {} : { ca }) },
    });
    await postUpload(endpoint, pairsUpload(1));
    await callbacks.idle();
    return callbacks.summary().acknowledged;
  };
  const [right, other] = [await serve("server"), await serve("other-host")];
  expect(await send(right)).toBe(1);
  expect(await send(right, testAuthority)).toBe(1);
  expect(await send(other)).toBe(1);
  expect(await send(other, testAuthority)).toBe(0);
});
