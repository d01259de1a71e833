import { afterEach } from "vitest";
import type { SandboxEvent } from "../../src/sandbox/platform.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { sampleToken } from "./requests.ts";

const running: Sandbox[] = [];

/** Starts a sandbox that knows the sample's token and is closed when the test is over. */
export async function start(options: SandboxOptions = {}): Promise<Sandbox> {
  const sandbox = await startSandbox({ tokens: [sampleToken], ...options });
  running.push(sandbox);
  return sandbox;
}

/** A sandbox and its first event. */
export async function startWatched(
  options: SandboxOptions = {},
): Promise<{ readonly sandbox: Sandbox; readonly firstEvent: Promise<SandboxEvent> }> {
  let tell: (event: SandboxEvent) => void = () => undefined;
  const firstEvent = new Promise<SandboxEvent>((resolve) => {
    tell = resolve;
  });
  const sandbox = await start({ ...options, onEvent: (event) => tell(event) });
  return { sandbox, firstEvent };
}

afterEach(async () => {
  await Promise.all(running.splice(0).map((sandbox) => sandbox.close()));
});
