import { spawnSync } from "node:child_process";
import { symlinkSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { resolveSettings } from "../../src/config/resolve-settings.ts";
import { failureOf } from "../support/failure.ts";
import { createWorld } from "./world.ts";

const noneOnWindows = test.skipIf(process.platform === "win32");

noneOnWindows("a configuration that leads to an endless device is refused, not read", async () => {
  const { context, projectFile } = createWorld();
  symlinkSync("/dev/zero", projectFile);
  expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toEqual({
    kind: "usage",
    message: `Cannot read the configuration ${projectFile}: it is no regular file.`,
    hint: "Correct the path (--config, VZUPLOAD_CONFIG), or put a configuration there.",
  });
});

noneOnWindows("a FIFO that nobody writes to is refused, not waited for", async () => {
  const { context, userFile } = createWorld();
  expect(spawnSync("mkfifo", [userFile]).status).toBe(0);
  expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toMatchObject({
    message: `Cannot read the configuration ${userFile}: it is no regular file.`,
  });
});

test("a configuration has at most 1 MiB", async () => {
  const { context, projectFile } = createWorld();
  const text = '{"sku": "A"}'.padEnd(2 ** 20, " ");
  writeFileSync(projectFile, text);
  expect(resolveSettings(["sku"], {}, context)).toEqual({ sku: "A" });
  writeFileSync(projectFile, `${text} `);
  expect(await failureOf(() => resolveSettings(["sku"], {}, context))).toMatchObject({
    kind: "usage",
    message: `Cannot read the configuration ${projectFile}: it is longer than 1 MiB.`,
  });
});
