import fc from "fast-check";
import { expect, test } from "vitest";
import { type CallbackResult, createCallbackReader, readCallback } from "../../src/uws/callback-reader.ts";
import { writtenCallbacks } from "./callback-arbitrary.ts";
import { callbackOf, copyOf, lineOf, sample } from "./callback-messages.ts";

const seed = 20_777;

test("a callback in any form is read back", () => {
  fc.assert(
    fc.property(writtenCallbacks, ({ callback, message }) => {
      expect(callbackOf(message)).toEqual(callback);
    }),
    { seed, numRuns: 400 },
  );
});

test("the copy is well-behaved in any form: it reads to the same callback, and its copy is itself", () => {
  fc.assert(
    fc.property(writtenCallbacks, ({ callback, message }) => {
      const copy = copyOf(message);
      const { password, ...rest } = callbackOf(copy);
      expect(rest).toEqual(withoutPassword(callback));
      expect(["***", "", undefined]).toContain(password);
      expect(copyOf(copy)).toBe(copy);
    }),
    { seed, numRuns: 300 },
  );
});

test("how the bytes are cut makes no difference", () => {
  // Blocks end within characters, references, tags and the password.
  const filler = fc.nat(80).map((count) => `<!-- ${"é漢😀x".repeat(count)} -->`);
  const encodings = fc.constantFrom<BufferEncoding>("utf8", "utf16le");
  const cuts = fc.array(fc.integer({ min: 1, max: 90_000 }), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(writtenCallbacks, filler, encodings, cuts, (written, comment, encoding, sizes) => {
      const long = `<x>${`<y>${comment.repeat(20)}</y>`.repeat(10)}${written.message}</x>`;
      const bytes = Buffer.from(`\ufeff${long}`, encoding);
      expect(readCut(bytes, sizes)).toEqual(plain(readCallback(bytes)));
      const broken = Buffer.concat([bytes.subarray(0, bytes.length - 7), Buffer.from("<<")]);
      expect(readCut(broken, sizes)).toEqual(plain(readCallback(broken)));
    }),
    { seed, numRuns: 60 },
  );
});

test("byte by byte is like whole", () => {
  for (const message of [sample, lineOf("<LineStatus>é漢😀</LineStatus>"), `${sample}x`, "<a", ""])
    for (const bytes of [Buffer.from(message), Buffer.from(`\ufeff${message}`, "utf16le")])
      expect(readCut(bytes, [1])).toEqual(plain(readCallback(bytes)));
});

test.each([0, 1, 2, 3])("a password %i bytes from the end of a block", (shift) => {
  // The end of the first block wanders through the element, its tags, and pairs and line ends in it.
  const element = "<Password >p\r\n😀&#13;漢\r</Password\r\n>";
  const length = Buffer.byteLength(element);
  for (let before = 0; before <= length; before++) {
    const head = `<CallbackRequest>${" ".repeat(64 * 1024 - 17 - before - shift)}`;
    const tail = "<RequestId>r</RequestId></CallbackRequest>";
    const message = head + element + tail;
    expect(callbackOf(message).password).toBe("p\n😀\r漢");
    expect(copyOf(message) === `${head}<Password >***</Password\r\n>${tail}`).toBe(true);
  }
});

test("no bytes make it throw", () => {
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 300 }),
      fc.constantFrom("", "<a>", "<?xml ", "\ufeff<"),
      (bytes, head) => {
        expect(readCallback(Buffer.concat([Buffer.from(head), bytes])).kind).toBe("refused");
      },
    ),
    { seed, numRuns: 1000 },
  );
});

test("no change of the sample makes it throw, or lets its password into the copy", () => {
  const secret = "Sesame-open-5";
  const bytes = Buffer.from(sample.replace(/(<Password [^>]*>)test /, `$1${secret}`));
  const pieces = fc.oneof(
    fc.uint8Array({ minLength: 1, maxLength: 3 }),
    fc
      .constantFrom(
        "<",
        ">",
        "/",
        "&",
        "&#",
        ";",
        '"',
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?",
        "?>",
        " a='",
        "<Data>",
        "</Data>",
        "<Password>",
        "</Password>",
        "\0",
        "<!DOCTYPE ",
      )
      .map((text) => Buffer.from(text)),
  );
  const changes = fc.array(fc.tuple(fc.nat(bytes.length), fc.nat(20), pieces), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(changes, (made) => {
      let changed = bytes;
      for (const [at, removed, piece] of made)
        changed = Buffer.concat([changed.subarray(0, at), piece, changed.subarray(at + removed)]);
      const result = readCallback(changed);
      if (result.kind === "refused") expect(JSON.stringify(result.refusal)).not.toContain(secret);
      else if (result.callback.password === secret) expect(result.body.toString()).not.toContain(secret);
    }),
    { seed, numRuns: 2000 },
  );
});

function readCut(bytes: Uint8Array, sizes: readonly number[]) {
  const reader = createCallbackReader();
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    reader.write(bytes.subarray(at, at + size));
    at += size;
  }
  return plain(reader.end());
}

/** Texts are compared much faster than buffers. */
function plain(result: CallbackResult) {
  return result.kind === "callback" ? { ...result, body: result.body.toString() } : result;
}

function withoutPassword<T extends { readonly password: unknown }>({ password: _, ...rest }: T) {
  return rest;
}
