import { describe, expect, test } from "vitest";
import { parseFault } from "../../src/sandbox/faults.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { hasTmux, openTerminal } from "../support/tmux.ts";
import { openUploadWorld, pushWords } from "../support/upload-world.ts";

const program = compiledProgram();
const escapeCode = "\u001b";

describe.skipIf(!hasTmux)("on a terminal (needs tmux)", () => {
  test("a spinner while sending, colour at the end, a clean screen and the cursor back", async () => {
    const { cwd, env, called } = await openUploadWorld(2, { faults: [parseFault("slow@1:1500")] });
    const terminal = openTerminal(command(), { cwd, env });
    await called(1);
    await terminal.shows("sending batch 1 (2 devices)");
    expect(terminal.isCursorVisible()).toBe(false);
    await terminal.ended();
    await terminal.shows("exit=0");
    const shown = terminal.screen();
    expect(shown).not.toContain("sending batch");
    expect(shown.split("\n").filter((line) => line.trim() === "")).toEqual([]);
    expect(terminal.screen({ escapes: true })).toContain(`${escapeCode}[32m2 rows: 2 awaiting`);
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("a rehearsal ends with a clean screen, too", async () => {
    const { cwd, env } = await openUploadWorld(2);
    const terminal = openTerminal(command("--sandbox"), { cwd, env });
    await terminal.ended();
    await terminal.shows("exit=0");
    expect(terminal.screen()).not.toContain("sending batch");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("Ctrl-C while sending: the screen is clean and the cursor back", async () => {
    const { cwd, env, called } = await openUploadWorld(2, { faults: [parseFault("slow@1:1500")] });
    const terminal = openTerminal(command("--batch-size", "1"), { cwd, env });
    await called(1);
    await terminal.shows("sending batch 1 (1 device)");
    terminal.type("C-c");
    await terminal.ended();
    await terminal.shows("exit=130");
    expect(terminal.screen()).toContain("error: Interrupted before all was sent.");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("a wait for another try is shown while it lasts; Ctrl-C ends it at once", async () => {
    const { sandbox, cwd, env } = await openUploadWorld(2);
    await sandbox.close();
    const terminal = openTerminal(command("--retry-delays", "100s"), { cwd, env });
    await terminal.shows("log-in: waiting 100 s: connection refused (try 2 of 4)");
    terminal.type("C-c");
    await terminal.ended();
    await terminal.shows("exit=130");
    expect(terminal.screen()).not.toContain("waiting 100 s");
    expect(terminal.isCursorVisible()).toBe(true);
  });

  test("the password is asked for and not shown", async () => {
    const { cwd, env } = await openUploadWorld(1);
    const { VZUPLOAD_PASSWORD, ...without } = env;
    const terminal = openTerminal(command(), { cwd, env: without });
    await terminal.shows("Password of sandbox:");
    terminal.type(String(VZUPLOAD_PASSWORD), "Enter");
    await terminal.ended();
    await terminal.shows("exit=0");
    expect(
      terminal
        .screen()
        .match(/^Password of sandbox:.*$/m)?.[0]
        .trimEnd(),
    ).toBe("Password of sandbox:");
  });

  test("Ctrl-C at the password: 130, nothing sent", async () => {
    const { cwd, env, sandbox } = await openUploadWorld(1);
    const { VZUPLOAD_PASSWORD: _, ...without } = env;
    const terminal = openTerminal(command(), { cwd, env: without });
    await terminal.shows("Password of sandbox:");
    terminal.type("C-c");
    await terminal.ended();
    await terminal.shows("exit=130");
    expect(sandbox.received).toEqual([]);
    expect(terminal.isCursorVisible()).toBe(true);
  });
});

function command(...more: readonly string[]): string {
  return [process.execPath, program.bin(), ...pushWords, ...more].map((word) => `'${word}'`).join(" ");
}
