import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CallbackOptions } from "../../src/sandbox/callbacks/behaviour.ts";
import { parseCallbackBehaviour } from "../../src/sandbox/callbacks/parse-behaviour.ts";
import { parseFault } from "../../src/sandbox/faults.ts";
import type { SandboxEvent } from "../../src/sandbox/platform.ts";
import { type Sandbox, startSandbox } from "../../src/sandbox/sandbox.ts";
import { writePairsCsv } from "./make-devices.ts";
import { startProxy } from "./proxy.ts";
import { testAuthority, testKeys } from "./tls-keys.ts";
import type { Transcript } from "./transcript.ts";

/** The token that every transcript's sandbox knows, of the platform's sample. */
export const knownToken = "f4e2e0ed-fac9-479b-b1d4-ab7a1484f432";

/** Where a transcript's commands run. */
export interface TranscriptWorld {
  readonly directory: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin: Uint8Array | undefined;
  /** Resolves with the signal that the first command gets, when it is time for it; undefined: it gets none. */
  readonly interrupt: Promise<NodeJS.Signals> | undefined;
  /** What the platform saw, in one line; undefined without a sandbox. */
  summary(): string | undefined;
  close(): Promise<void>;
}

const fixtures = new URL("../../fixtures/", import.meta.url);

/** Makes the files, starts what the transcript's head asks for. */
export async function openWorld({ settings }: Transcript): Promise<TranscriptWorld> {
  const directory = realpathSync(mkdtempSync(join(tmpdir(), "vzupload-transcript-")));
  const closing: (() => unknown)[] = [() => rmSync(directory, { recursive: true, force: true })];
  await makeFiles(settings, directory);
  for (const kind of settings.get("mount") ?? []) closing.push(mountState(kind, join(directory, "state")));
  const port = settings.has("callbacks") ? await closedPort() : undefined;
  const calls = createCalls();
  const { endpoint, sandbox } = await openPlatform(settings, port, calls.hear);
  if (sandbox !== undefined) closing.push(() => sandbox.close());
  const proxied = await openProxy(settings.get("proxy")?.[0]);
  closing.push(proxied.close);
  const [stdin] = settings.get("stdin") ?? [];
  return {
    directory,
    env: environment(settings.get("env") ?? [], {
      ...defaults(directory, endpoint),
      ...proxied.env,
      ...(port === undefined ? {} : callbackEnv(port)),
    }),
    interrupt: interruptAt(settings.get("interrupt")?.[0], calls),
    stdin: stdin === undefined ? undefined : readFileSync(join(directory, stdin)),
    summary: () => (sandbox === undefined ? undefined : summaryOf(sandbox)),
    async close() {
      for (const close of closing.reverse()) await close();
    },
  };
}

type Settings = Transcript["settings"];

interface Calls {
  readonly hear: (event: SandboxEvent) => void;
  /** Resolves when the platform has decided on so many uploads. */
  reached(count: number): Promise<void>;
}

function createCalls(): Calls {
  const waiting = new Map<number, () => void>();
  let uploads = 0;
  return {
    hear(event) {
      if (event.operation === "UploadDevices") waiting.get(++uploads)?.();
    },
    reached: (count) => new Promise((resolve) => waiting.set(count, resolve)),
  };
}

/** "SIGINT@2": while the answer to the second upload is awaited. */
function interruptAt(text: string | undefined, calls: Calls): Promise<NodeJS.Signals> | undefined {
  const [signal, count] = text?.split("@") ?? [];
  if (signal === undefined || count === undefined) return undefined;
  return calls.reached(Number(count)).then(() => signal as NodeJS.Signals); // as: a transcript's author knows them
}

async function makeFiles(settings: Settings, directory: string): Promise<void> {
  for (const name of settings.get("directory") ?? []) mkdirSync(join(directory, name), { recursive: true });
  for (const source of settings.get("state") ?? [])
    cpSync(new URL(source.slice(1), fixtures), join(directory, "state"), { recursive: true });
  writeFileSync(join(directory, "ca.pem"), testAuthority);
  for (const [name, source] of pairs(settings.get("file"))) {
    const content = source.startsWith("@")
      ? readFileSync(new URL(source.slice(1), fixtures))
      : String(JSON.parse(source));
    writeFileSync(join(directory, name), content);
  }
  for (const [name, count] of pairs(settings.get("rows")))
    await writePairsCsv(join(directory, name), Number(count));
}

function pairs(values: readonly string[] = []): readonly (readonly [string, string])[] {
  return values.map((value) => {
    const [name = "", source = ""] = value.split(" = ");
    return [name, source];
  });
}

/** A file system of one page that is full from the start, or one that is read-only. */
function mountState(kind: string, path: string): () => void {
  mkdirSync(path, { recursive: true });
  const options = kind === "full" ? "size=4k,nr_inodes=8" : "ro,size=64k";
  mount(["-t", "tmpfs", "-o", options, "tmpfs", path]);
  return () => void spawnSync("umount", [path]);
}

function mount(words: readonly string[]): void {
  if (spawnSync("mount", words).status !== 0) throw new Error(`mount ${words.join(" ")} failed`);
}

/** Whether this user may mount. */
export function canMount(): boolean {
  const directory = mkdtempSync(join(tmpdir(), "vzupload-mount-"));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=4k", "tmpfs", directory]).status === 0;
  if (mounted) spawnSync("umount", [directory]);
  rmSync(directory, { recursive: true, force: true });
  return mounted;
}

/** How a listener of the transcript's commands is reached by its sandbox. */
const callbackUser = { username: "uws", password: "callback-secret" };

function callbackEnv(port: number): Readonly<Record<string, string>> {
  return {
    VZUPLOAD_PORT: String(port),
    VZUPLOAD_CALLBACK_USERNAME: callbackUser.username,
    VZUPLOAD_CALLBACK_PASSWORD: callbackUser.password,
  };
}

async function openPlatform(
  settings: Settings,
  callbackPort: number | undefined,
  onEvent: Calls["hear"],
): Promise<{ readonly endpoint: string; readonly sandbox?: Sandbox }> {
  const [kind = "sandbox"] = settings.get("platform") ?? [];
  if (kind === "none") return { endpoint: "" };
  if (kind === "closed") return { endpoint: `http://127.0.0.1:${await closedPort()}/api/v2` };
  const faults = (settings.get("faults") ?? []).flatMap((list) => list.split(",")).map(parseFault);
  const sandbox = await startSandbox({
    tokens: [knownToken],
    faults,
    onEvent,
    ...(callbackPort === undefined ? {} : { callbacks: callbacksTo(callbackPort, settings) }),
    ...(kind === "https" ? { tls: testKeys("server") } : {}),
  });
  return { endpoint: sandbox.endpoint, sandbox };
}

function callbacksTo(port: number, settings: Settings): CallbackOptions {
  const behaviour = parseCallbackBehaviour((settings.get("callbacks") ?? []).join(","));
  return { ...behaviour, ...callbackUser, url: `http://127.0.0.1:${port}/` };
}

async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const address = server.address();
  await new Promise((done) => server.close(done));
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function openProxy(status: string | undefined) {
  if (status === undefined) return { env: {}, close: () => undefined };
  const proxy = await startProxy({ targetPort: 9, refuseWith: Number(status) });
  return { env: { HTTPS_PROXY: proxy.url }, close: () => proxy.close() };
}

function defaults(directory: string, endpoint: string): Readonly<Record<string, string>> {
  return {
    VZUPLOAD_STATE_DIR: join(directory, "state"),
    VZUPLOAD_USERNAME: "sandbox",
    VZUPLOAD_PASSWORD: "sandbox",
    ...(endpoint === "" ? {} : { VZUPLOAD_ENDPOINT: endpoint }),
  };
}

function environment(
  lines: readonly string[],
  base: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> {
  const env = new Map(Object.entries(base));
  for (const line of lines) {
    const at = line.indexOf("=");
    if (at < 0) env.delete(line);
    else env.set(line.slice(0, at), line.slice(at + 1));
  }
  return Object.fromEntries(env);
}

function summaryOf({ received, devices, stateChanges, activated }: Sandbox): string {
  const uploads = `platform: ${countsOf(received, "uploads")}; ${devicesOf(devices)}`;
  if (stateChanges.length === 0) return uploads;
  return `${uploads}\nplatform: ${countsOf(stateChanges, "activations")}; ${devicesOf(activated)}`;
}

function countsOf(calls: readonly { readonly outcome: string }[], what: string): string {
  const count = (outcome: string) => calls.filter((call) => call.outcome === outcome).length;
  return `${count("accepted")} ${what} accepted, ${count("refused")} refused, ${count("dropped")} dropped`;
}

function devicesOf({ distinct, repeated }: Sandbox["devices"]): string {
  return `${distinct} devices accepted, ${repeated.size} more than once`;
}
