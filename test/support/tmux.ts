import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A real terminal, 100 by 30, in which one shell command runs. */
export interface Terminal {
  /** What it shows, trailing blanks cut; with `escapes` colours as escape sequences. */
  screen(options?: { readonly escapes: boolean }): string;
  /** Until the screen holds this text. */
  shows(text: string): Promise<void>;
  /** Keys in tmux's notation: "C-c", "Enter", or text. */
  type(...keys: readonly string[]): void;
  /** Until the command has ended; the screen then ends in `exit=<code>`. */
  ended(): Promise<void>;
  isCursorVisible(): boolean;
  /** The terminal goes away, as with a window that is closed: SIGHUP, and no more output. */
  close(): void;
}

export const hasTmux = process.platform !== "win32" && spawnSync("tmux", ["-V"]).status === 0;

/** Closed when the running test ends. */
export function openTerminal(
  command: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string>> },
): Terminal {
  const base = ["-u", "-S", join(cwd, "tmux"), "-f", "/dev/null"];
  const tmux = (...words: readonly string[]) =>
    spawnSync("tmux", [...base, ...words], { encoding: "utf8", cwd, env: shellEnv(cwd, env) }).stdout;
  const signalEnd = `tmux -S ${join(cwd, "tmux")} wait-for -S ended`;
  tmux("new-session", "-d", "-x", "100", "-y", "30", `${command}; echo "exit=$?"; ${signalEnd}; exec cat`);
  onTestFinished(() => void tmux("kill-server"));
  const screen: Terminal["screen"] = ({ escapes } = { escapes: false }) =>
    tmux("capture-pane", "-p", ...(escapes ? ["-e"] : [])).trimEnd();
  return {
    screen,
    shows: async (text) => {
      const end = Date.now() + 15_000;
      while (!screen().includes(text)) {
        if (Date.now() > end) throw new Error(`"${text}" is not shown:\n${screen()}`);
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    type: (...keys) => void tmux("send-keys", ...keys),
    ended: () =>
      new Promise((resolve) => {
        spawn("tmux", [...base, "wait-for", "ended"], { env: shellEnv(cwd, env) }).once("close", () =>
          resolve(),
        );
      }),
    isCursorVisible: () => tmux("display-message", "-p", "#{cursor_flag}").trim() === "1",
    close: () => void tmux("kill-server"),
  };
}

function shellEnv(cwd: string, env: Readonly<Record<string, string>>) {
  return { PATH: process.env["PATH"], HOME: cwd, TERM: "xterm-256color", LANG: "C.UTF-8", ...env };
}
