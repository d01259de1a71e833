import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { writeConfigFile } from "../../src/commands/write-config-file.ts";
import { failureOf } from "../support/failure.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";

const file = (path: string, trust: "user" | "project" = "user") =>
  ({ path, trust, required: false }) as const;

test("a new file, with its directories, readable by its owner only; the project's by all", () => {
  const directory = temporaryDirectory();
  const user = join(directory, "home", "vzupload", "config.json");
  expect(writeConfigFile(file(user), "{}", false)).toBe(false);
  expect(readFileSync(user, "utf8")).toBe("{}");
  expect(readdirSync(join(directory, "home", "vzupload"))).toEqual(["config.json"]);
  if (process.platform === "win32") return;
  expect(statSync(user).mode & 0o777).toBe(0o600);
  const project = join(directory, "vzupload.config.json");
  writeConfigFile(file(project, "project"), "{}", false);
  expect(statSync(project).mode & 0o777).toBe(0o644 & ~process.umask());
});

test("what is there stays, also an empty file or a link that leads nowhere, and nothing else is left behind", async () => {
  const directory = temporaryDirectory();
  const path = join(directory, "config.json");
  writeFileSync(path, "");
  const there = { kind: "usage", message: `There is a configuration already: ${path}.` };
  expect(await failureOf(() => writeConfigFile(file(path), "{}", false))).toMatchObject(there);
  expect(readFileSync(path, "utf8")).toBe("");
  expect(readdirSync(directory)).toEqual(["config.json"]);
  const link = join(directory, "link.json");
  symlinkSync(join(directory, "nowhere.json"), link);
  expect(await failureOf(() => writeConfigFile(file(link), "{}", false))).toMatchObject({
    message: `There is a configuration already: ${link}.`,
  });
});

test("forced, a file is replaced, and behind a link the file that it leads to", () => {
  const directory = temporaryDirectory();
  mkdirSync(join(directory, "dotfiles"));
  const real = join(directory, "dotfiles", "config.json");
  const link = join(directory, "config.json");
  writeFileSync(real, "old");
  symlinkSync(real, link);
  expect(writeConfigFile(file(link), "{}", true)).toBe(true);
  expect(readFileSync(real, "utf8")).toBe("{}");
  expect(readdirSync(directory).toSorted()).toEqual(["config.json", "dotfiles"]);
  expect(writeConfigFile(file(join(directory, "new.json")), "{}", true)).toBe(false);
});

test("a directory is not replaced", async () => {
  const path = temporaryDirectory();
  expect(await failureOf(() => writeConfigFile(file(path), "{}", true))).toMatchObject({
    kind: "usage",
    message: expect.stringContaining(`Cannot write the configuration ${path}`),
  });
});
