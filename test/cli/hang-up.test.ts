import { expect, test, vi } from "vitest";
import { displacedEnv, openRegistrationWorld, production } from "../support/registration-world.ts";
import { compiledProgram } from "../support/run-cli.ts";
import { hasTmux, openTerminal } from "../support/tmux.ts";

const program = compiledProgram();
const registering = ["watch", "3b1e4f57-0000-4000-8000-000000000000", "--register"];
const onPosix = test.skipIf(process.platform === "win32");

onPosix.each([
  ["", []],
  [" below nohup", ["nohup"]],
] as const)(
  "a terminal that closes%s ends a watch as SIGTERM does: what was registered is put back",
  async (_, wrapper) => {
    const { cwd, env, registered, records } = await openRegistrationWorld();
    const running = program.start(registering, { cwd, env: { ...env, ...displacedEnv }, wrapper });
    await running.waitFor("for as long as this runs");
    // By the system, and by the shell that ends.
    running.child.kill("SIGHUP");
    running.child.kill("SIGHUP");
    await running.waitFor("putting back what was registered before");
    running.child.kill("SIGHUP");
    expect((await running.ended).exitCode).toBe(143);
    expect(registered()).toEqual(production);
    expect(records()).toEqual([]);
  },
);

onPosix(
  "a terminal that is gone, for whatever is written, does not keep a watch from putting back",
  async () => {
    const { cwd, env, registered, records } = await openRegistrationWorld();
    const running = program.start(registering, { cwd, env: { ...env, ...displacedEnv } });
    await running.waitFor("for as long as this runs");
    running.child.stdout?.destroy();
    running.child.stderr?.destroy();
    running.child.kill("SIGHUP");
    const [exitCode] = await new Promise<readonly unknown[]>((done) =>
      running.child.once("exit", (...ended) => done(ended)),
    );
    expect(exitCode).toBe(143);
    expect(registered()).toEqual(production);
    expect(records()).toEqual([]);
  },
);

test.skipIf(!hasTmux)(
  "a real terminal that is closed: what was registered is put back (needs tmux)",
  async () => {
    const { cwd, env, heard, registered, records } = await openRegistrationWorld();
    const command = `exec ${process.execPath} ${program.bin()} ${registering.join(" ")}`;
    const terminal = openTerminal(command, { cwd, env: { ...env, ...displacedEnv } });
    await heard("RegisterCallback", 1);
    terminal.close();
    await heard("RegisterCallback", 2);
    expect(registered()).toEqual(production);
    await vi.waitFor(() => expect(records()).toEqual([]), { timeout: 15_000 });
  },
);
