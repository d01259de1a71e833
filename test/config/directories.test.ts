import { homedir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { defaultStateDirectory, userConfigFile } from "../../src/config/directories.ts";

const directories = (platform: NodeJS.Platform, env: Record<string, string>) => [
  defaultStateDirectory({ platform, env }),
  userConfigFile({ platform, env }),
];

test("POSIX: the XDG directories, else those below the home", () => {
  expect(directories("linux", { XDG_STATE_HOME: "/s", XDG_CONFIG_HOME: "/c", HOME: "/home/me" })).toEqual([
    join("/s", "vzupload"),
    join("/c", "vzupload", "config.json"),
  ]);
  expect(directories("darwin", { HOME: "/home/me" })).toEqual([
    join("/home/me", ".local", "state", "vzupload"),
    join("/home/me", ".config", "vzupload", "config.json"),
  ]);
  expect(directories("linux", {})[0]).toBe(join(homedir(), ".local", "state", "vzupload"));
});

test("Windows: the application data directories, else those below the profile", () => {
  expect(directories("win32", { LOCALAPPDATA: "/local", APPDATA: "/roaming" })).toEqual([
    join("/local", "vzupload"),
    join("/roaming", "vzupload", "config.json"),
  ]);
  expect(directories("win32", { USERPROFILE: "/me" })).toEqual([
    join("/me", "AppData", "Local", "vzupload"),
    join("/me", "AppData", "Roaming", "vzupload", "config.json"),
  ]);
});

test("the state never depends on the working directory: empty and relative variables count as not set", () => {
  expect(directories("linux", { XDG_STATE_HOME: "state", XDG_CONFIG_HOME: "./c", HOME: "/home/me" })).toEqual(
    directories("linux", { HOME: "/home/me" }),
  );
  expect(directories("win32", { LOCALAPPDATA: "", APPDATA: "", USERPROFILE: "/me" })).toEqual(
    directories("win32", { USERPROFILE: "/me" }),
  );
});
