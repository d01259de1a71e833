import { expect, test } from "vitest";
import { createCallbackReader } from "../../src/uws/callback-reader.ts";
import { callbackOf, fateOf, messageOf, uploadOf } from "./callback-messages.ts";

const head = (inside: string) => messageOf("", inside);
const id = "<RequestId>r-1</RequestId>";

test("missing, nil and empty credentials are told apart from given ones", () => {
  expect(callbackOf(head(id))).toMatchObject({ username: undefined, password: undefined });
  const nil = `<Username xsi:nil="true"/><Password xsi:nil="1"></Password>`;
  expect(callbackOf(head(nil + id))).toMatchObject({ username: undefined, password: undefined });
  expect(callbackOf(head(`<Username/><Password> </Password>${id}`))).toMatchObject({
    username: "",
    password: "",
  });
});

test.each(["true", "1", " true\n"])("xsi:nil=%j is nil", (value) => {
  const message = head(`<Username xsi:nil="${value}"/>${id}`);
  expect(callbackOf(message).username).toBeUndefined();
});

test.each(["false", "0", "", "TRUE", "yes"])("xsi:nil=%j is not", (value) => {
  expect(callbackOf(head(`<Username xsi:nil="${value}">u</Username>${id}`)).username).toBe("u");
});

test("nil by any prefix or none, but not what only looks like it", () => {
  expect(callbackOf(head(`<Username i:nil="true"/>${id}`)).username).toBeUndefined();
  expect(callbackOf(head(`<Username nil="true"/>${id}`)).username).toBeUndefined();
  expect(callbackOf(head(`<Username xmlns:nil="true" xnil="true"/>${id}`)).username).toBe("");
});

test("twice the same value is one, two values are refused", () => {
  expect(callbackOf(head(`${id}<a><RequestId>r-1 </RequestId></a>`)).requestId).toBe("r-1");
  expect(callbackOf(head(`${id}<RequestId xsi:nil="true"/>`)).requestId).toBe("r-1");
  expect(fateOf(head(`${id}<RequestId>R-1</RequestId>`))).toBe("severalRequestIds");
  expect(fateOf(head(`${id}<RequestId/>`))).toBe("severalRequestIds");
  for (const name of ["Username", "Password"]) {
    expect(fateOf(head(`${id}<${name}>a</${name}><${name}>a</${name}>`))).toBe("callback");
    expect(fateOf(head(`${id}<${name}>a</${name}><${name}>b</${name}>`))).toBe("severalValues");
    expect(fateOf(head(`${id}<${name}>a</${name}><${name}/>`))).toBe("severalValues");
  }
});

test.each([
  ["missing", "", "noRequestId"],
  ["nil", '<RequestId xsi:nil="true"/>', "noRequestId"],
  ["empty", "<RequestId/>", "noRequestId"],
  ["blank", "<RequestId> \n</RequestId>", "noRequestId"],
  ["with a blank in it", "<RequestId>r 1</RequestId>", "badRequestId"],
  ["with a line end in it", "<RequestId>r&#10;1</RequestId>", "badRequestId"],
  ["with a letter beyond ASCII", "<RequestId>ré</RequestId>", "badRequestId"],
  ["of 300 characters", `<RequestId>${"r".repeat(300)}</RequestId>`, "badRequestId"],
  ["of 201 characters", `<RequestId>${"r".repeat(201)}</RequestId>`, "badRequestId"],
  ["of 200 characters and blanks", `<RequestId> ${"r".repeat(200)} </RequestId>`, "callback"],
  ["with what a path would take ill", "<RequestId>../r&amp;&lt;&gt;\\:*</RequestId>", "callback"],
])("a RequestId %s: %s", (_what, inside, fate) => {
  expect(fateOf(head(inside))).toBe(fate);
});

test("what stands in Data, a Device or a header is not the message's own", () => {
  const foreign = "<Username>x</Username><Password>y</Password><RequestId>z</RequestId>";
  for (const message of [
    messageOf(foreign),
    messageOf(`<Data>${foreign}</Data>`),
    messageOf(`<Fault>${foreign}</Fault>`),
    uploadOf(foreign),
    messageOf("", `${id}<Device>${foreign}</Device>`),
    messageOf("", `${id}<Header>${foreign}</Header>`),
  ])
    expect(callbackOf(message)).toMatchObject({
      username: undefined,
      password: undefined,
      requestId: "r-1",
    });
  expect(fateOf(messageOf(foreign, ""))).toBe("noRequestId");
});

test("the head is known before the message is whole", () => {
  const reader = createCallbackReader();
  const none = { username: undefined, password: undefined, requestId: undefined };
  reader.write(Buffer.from("<CallbackRequest><Username>u </Username><Password>p</Password>"));
  expect(reader.head()).toEqual(none);
  reader.write(Buffer.from("<a/>".repeat(16 * 1024)));
  expect(reader.head()).toEqual({ ...none, username: "u", password: "p" });
  reader.write(Buffer.from("<RequestId>r</RequestId></CallbackRequest>"));
  expect(reader.end().kind).toBe("callback");
  expect(reader.head()).toEqual({ username: "u", password: "p", requestId: "r" });
});
