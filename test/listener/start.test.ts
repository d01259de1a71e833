import { once } from "node:events";
import { createServer } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { errorCode, VzuploadError } from "../../src/errors.ts";
import { failureOf } from "../support/failure.ts";
import { post } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { openListener } from "./open-listener.ts";

test("a port in use is refused with the system's error as its cause", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  onTestFinished(() => void other.close());
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const error = await openListener({ port: port ?? 0 }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(VzuploadError);
  expect(error).toMatchObject({
    kind: "usage",
    message: `Cannot listen on 127.0.0.1:${port}: another program listens there (EADDRINUSE).`,
    hint: "End that program, or choose another of the platform's ports: 80, 443, 9001-9006, 28200-28220, 50551-50559.",
  });
  expect(error instanceof VzuploadError && errorCode(error.cause)).toBe("EADDRINUSE");
});

test("an address of another machine is refused", async () => {
  expect(await failureOf(() => openListener({ host: "192.0.2.1" }))).toEqual({
    kind: "usage",
    message: "Cannot listen on 192.0.2.1:0: this machine has no such address (EADDRNOTAVAIL).",
    hint: "Listen on an address of this machine, or on 0.0.0.0 for all of them.",
  });
});

test.each(["", "callbacks", "/a b", "/a?b", "/a#b", "/\u0007"])("a path of %j is refused", async (path) => {
  expect(await failureOf(() => openListener({ path }))).toMatchObject({
    kind: "usage",
    message: expect.stringMatching(/ is no path that callbacks can be sent to\.$/),
  });
});

test("an empty password is refused before anything listens", async () => {
  expect(
    await failureOf(() => openListener({ credentials: { username: "u", password: " " } })),
  ).toMatchObject({
    kind: "usage",
  });
});

test("IPv6 is listened on, and written in the URL, as it should be", async () => {
  const { listener, port } = await openListener({ host: "::1" });
  expect(listener.url).toBe(`http://[::1]:${port}/`);
  expect(await post(port, callbackMessage(), { host: "::1" })).toMatchObject({ status: 200 });
});
