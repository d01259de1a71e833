import { describe, expect, type TestContext, test } from "vitest";
import { post } from "../../listener/clients.ts";
import type { Program } from "../../support/run-cli.ts";
import { hasTmux, openTerminal } from "../../support/tmux.ts";
import { openWatchWorld } from "../../support/watch-processes.ts";
import { callbackXml, invalid, uploaded } from "../../watch/watch-world.ts";

const slow = { timeout: 120_000 };
const about = (device: number, status: string) =>
  callbackXml({ requestId: "a", lines: { [device]: status } });

/** Sequential: the terminal of a test is closed when that test ends. */
export function describeWatchTerminal(program: Program): void {
  describe.skipIf(!hasTmux)("a terminal", () => {
    test("shows how far it is while it waits, and is clean at the end", slow, async (context) => {
      const { terminal, port } = await open(context);
      await terminal.shows("[----------] 0/2, no callback yet, 29 min ");
      expect(terminal.isCursorVisible()).toBe(false);
      await post(port, about(0, invalid));
      await terminal.shows("[#####-----] 1/2, 1 failed");
      await post(port, about(1, uploaded));
      await terminal.ended();
      await terminal.shows("exit=8");
      const shown = terminal.screen();
      expect(shown).not.toContain("/2, ");
      expect(shown).not.toContain("callback for RequestId");
      expect(shown.split("\n").filter((line) => line.trim() === "")).toEqual([]);
      expect(shown).toContain("2 devices: 1 uploaded, 1 failed");
      expect(terminal.isCursorVisible()).toBe(true);
    });

    test("Ctrl-C: the screen is clean and the cursor back", slow, async (context) => {
      const { terminal } = await open(context);
      await terminal.shows("/2, ");
      terminal.type("C-c");
      await terminal.ended();
      await terminal.shows("exit=130");
      expect(terminal.screen()).not.toContain(" left");
      expect(terminal.screen()).toContain("stopping: callbacks that are under way are stored");
      expect(terminal.isCursorVisible()).toBe(true);
    });
  });

  async function open(context: TestContext) {
    const { cwd, state, port } = await openWatchWorld(program, context);
    const words = [process.execPath, program.bin(), "watch", "a", "--expect", "2"];
    const env = { VZUPLOAD_STATE_DIR: state, VZUPLOAD_PORT: String(port) };
    return { terminal: openTerminal(words.map((word) => `'${word}'`).join(" "), { cwd, env }), port };
  }
}
