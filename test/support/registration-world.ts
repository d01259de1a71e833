import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { CallbackTarget } from "../../src/sandbox/callbacks/registrations.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { SandboxEvent } from "../../src/sandbox/platform.ts";
import { type Sandbox, type SandboxOptions, startSandbox } from "../../src/sandbox/sandbox.ts";
import { isMissing } from "../../src/store/durable.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

export const account = "1223334444-00001";

/** The system that is registered for callbacks before a test begins. */
export const production: CallbackTarget = {
  url: "https://production.example/callbacks",
  username: "prod",
  password: "prod-secret",
};

/** What puts production back. */
export const displacedEnv = {
  VZUPLOAD_DISPLACED_USERNAME: production.username,
  VZUPLOAD_DISPLACED_PASSWORD: production.password,
};

/** A platform that production is registered with, and what leads a command to it. */
export interface RegistrationWorld {
  readonly sandbox: Sandbox;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Until the platform has decided on so many calls of an operation. */
  heard(operation: string, count: number): Promise<void>;
  /** Who is registered for a service now. */
  registered(service?: string): CallbackTarget | undefined;
  register(target: CallbackTarget, service?: string): void;
  /** The records of temporary registrations, as they are on disk. */
  records(): readonly RecordFile[];
  /** As if the records had been written so much earlier. */
  age(ms: number): void;
}

type RecordFile = Readonly<Record<string, unknown>>;

/** Closed and removed when the running test ends. */
export async function openRegistrationWorld(
  faults: readonly string[] = [],
  options: SandboxOptions = {},
): Promise<RegistrationWorld> {
  const events: SandboxEvent[] = [];
  const hearing = new Set<() => void>();
  const sandbox = await startSandbox({
    faults: faults.map(parseFault),
    ...options,
    onEvent: (event) => {
      events.push(event);
      for (const hear of hearing) hear();
    },
  });
  onTestFinished(() => sandbox.close());
  const cwd = temporaryDirectory();
  const state = join(cwd, "state");
  sandbox.registrations.register(account, "DeviceService", production);
  return {
    sandbox,
    cwd,
    env: {
      VZUPLOAD_ENDPOINT: sandbox.endpoint,
      VZUPLOAD_USERNAME: "sandbox",
      VZUPLOAD_PASSWORD: "sandbox",
      VZUPLOAD_ACCOUNT: account,
      VZUPLOAD_STATE_DIR: state,
      VZUPLOAD_PORT: "0",
      VZUPLOAD_CALLBACK_USERNAME: "me",
      VZUPLOAD_CALLBACK_PASSWORD: "my-secret",
    },
    heard: (operation, count) =>
      new Promise((resolve) => {
        const look = () => {
          if (events.filter((event) => event.operation === operation).length >= count) resolve();
        };
        hearing.add(look);
        look();
      }),
    registered: (service = "DeviceService") => sandbox.registrations.target(account, service),
    register: (target, service = "DeviceService") => sandbox.registrations.register(account, service, target),
    records: () => recordPaths(state).map((path) => readRecord(path)),
    age(ms) {
      for (const path of recordPaths(state)) {
        const record = readRecord(path);
        const since = new Date(Date.parse(String(record["since"])) - ms).toISOString();
        writeFileSync(path, JSON.stringify({ ...record, since }));
      }
    },
  };
}

function recordPaths(state: string): readonly string[] {
  const all = join(state, "registrations");
  if (isMissing(all)) return [];
  return readdirSync(all)
    .map((name) => join(all, name, "record.json"))
    .filter((path) => !isMissing(path));
}

function readRecord(path: string): RecordFile {
  return JSON.parse(readFileSync(path, "utf8")) as RecordFile; // as: written by the program
}
