import { homedir } from "node:os";
import { isAbsolute, join } from "node:path";
import type { Context } from "../context.ts";

type World = Pick<Context, "env" | "platform">;

/** `$XDG_STATE_HOME/vzupload` (`~/.local/state/vzupload`); on Windows `%LOCALAPPDATA%\vzupload`. */
export function defaultStateDirectory({ env, platform }: World): string {
  if (platform === "win32")
    return join(env["LOCALAPPDATA"] || join(home(env), "AppData", "Local"), "vzupload");
  return join(absolute(env["XDG_STATE_HOME"]) ?? join(home(env), ".local", "state"), "vzupload");
}

/** `$XDG_CONFIG_HOME/vzupload/config.json` (`~/.config/...`); on Windows `%APPDATA%\vzupload\config.json`. */
export function userConfigFile({ env, platform }: World): string {
  if (platform === "win32") {
    return join(env["APPDATA"] || join(home(env), "AppData", "Roaming"), "vzupload", "config.json");
  }
  return join(absolute(env["XDG_CONFIG_HOME"]) ?? join(home(env), ".config"), "vzupload", "config.json");
}

/** A relative path is to be ignored (XDG Base Directory Specification); it would give each working directory a state of its own. */
function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined;
}

function home(env: World["env"]): string {
  return absolute(env["HOME"]) ?? absolute(env["USERPROFILE"]) ?? homedir();
}
