import { rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { messageOf, textsIn } from "./inbox-conformance.ts";
import { onlySegment } from "./write-segment.ts";

// Windows does not let anybody remove a file that is open.
test.skipIf(process.platform === "win32")(
  "a message once was acknowledged into a file that had been removed; it is refused, and the next one is kept",
  async () => {
    const store = createFileStore(temporaryDirectory(), process.pid);
    const writer = await store.inbox.openWriter();
    await writer.append(messageOf("a"));
    const { path } = onlySegment(store);
    rmSync(join(store.location, "inbox"), { recursive: true });
    expect(await failureOf(() => writer.append(messageOf("b")))).toEqual({
      kind: "store",
      message: `The inbox file ${path} was removed while it was written.`,
      hint: "Leave the state directory alone while callbacks come in.",
    });
    await writer.append(messageOf("b"));
    await writer.close();
    expect(await textsIn(store)).toEqual(["b"]);
  },
);
