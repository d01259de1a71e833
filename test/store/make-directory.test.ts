import { existsSync } from "node:fs";
import { platform } from "node:os";
import { expect, test } from "vitest";
import { makeDirectory } from "../../src/store/durable.ts";
import { failureOf } from "../support/failure.ts";

test.runIf(platform() === "linux" && existsSync("/proc/self"))(
  "a directory where nothing can be made fails, and does so at once",
  async () => {
    expect(await failureOf(async () => makeDirectory("/proc/nowhere/state"))).toMatchObject({
      kind: "store",
      message:
        "Cannot use /proc/nowhere/state in the state directory: ENOENT: no such file or directory, mkdir '/proc/nowhere' (ENOENT).",
    });
  },
);
