import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { writePairsCsv } from "./make-devices.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

/** A sandbox, a directory with devices.csv in it, and the environment that leads one to the other. */
export interface UploadWorld {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Until the platform has decided on so many uploads. */
  called(count: number): Promise<void>;
}

/** `vzupload <words>` pushes the world's devices. */
export const pushWords = ["push", "devices.csv", "--sku", "VZW120000440008", "--email", "me@mycompany.com"];

/** Closed and removed when the running test ends. */
export async function openUploadWorld(rows: number, options: SandboxOptions = {}): Promise<UploadWorld> {
  const heard = new Set<() => void>();
  const sandbox = await startSandbox({
    ...options,
    onEvent: () => {
      for (const hear of heard) hear();
    },
  });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryDirectory();
  await writePairsCsv(join(cwd, "devices.csv"), rows);
  return {
    sandbox,
    cwd,
    env: {
      VZUPLOAD_ENDPOINT: sandbox.endpoint,
      VZUPLOAD_USERNAME: "sandbox",
      VZUPLOAD_PASSWORD: "sandbox",
    },
    called: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (sandbox.received.length >= count) resolve();
        };
        heard.add(look);
        look();
      }),
  };
}
