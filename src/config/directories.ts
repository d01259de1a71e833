import { homedir } from "node:os";
import { join } from "node:path";
import type { Context } from "../context.ts";

type World = Pick<Context, "env" | "platform">;

/** `$XDG_STATE_HOME/vzupload` (`~/.local/state/vzupload`); on Windows `%LOCALAPPDATA%\vzupload`. */
export function defaultStateDirectory({ env, platform }: World): string {
  if (platform === "win32") return join(env["LOCALAPPDATA"] ?? join(home(env), "AppData", "Local"), "vzupload");
  return join(env["XDG_STATE_HOME"] || join(home(env), ".local", "state"), "vzupload");
}

/** `$XDG_CONFIG_HOME/vzupload/config.json` (`~/.config/...`); on Windows `%APPDATA%\vzupload\config.json`. */
export function userConfigFile({ env, platform }: World): string {
  if (platform === "win32") {
    return join(env["APPDATA"] ?? join(home(env), "AppData", "Roaming"), "vzupload", "config.json");
  }
  return join(env["XDG_CONFIG_HOME"] || join(home(env), ".config"), "vzupload", "config.json");
}

function home(env: World["env"]): string {
  return env["HOME"] || env["USERPROFILE"] || homedir();
}
