import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import { VzuploadError } from "../errors.ts";
import { createDirectory, isMissing, replaceFileDurably, storing, syncDirectory } from "./durable.ts";
import { canonicalEndpoint } from "./endpoint.ts";
import { liveHolder, tryLock } from "./lock.ts";
import type {
  DisplacedRegistration,
  HeldTemporary,
  KeptTemporary,
  RegistrationKey,
  TemporaryRecord,
  TemporaryRegistrations,
} from "./temporary-registrations.ts";

/** `registrations/<key>/`: `record.json`, mode 0600, replaced as a whole; beside it the lock of its process. */
export function fileTemporaryRegistrations(stateDirectory: string, pid: number): TemporaryRegistrations {
  const all = join(stateDirectory, "registrations");
  return {
    list: async (onDamaged = rethrow) => (isMissing(all) ? [] : readAll(all, onDamaged)),
    async take(key) {
      const directory = join(all, keyName(key));
      // Before the lock's own directory is made, and this one with it: its name must be durable.
      createDirectory(directory);
      const attempt = tryLock(lockOf(directory), pid);
      if (attempt.kind === "held") return { kind: "held", holder: attempt.holder };
      return { kind: "taken", held: heldIn(directory, () => attempt.lock.release()) };
    },
  };
}

function heldIn(directory: string, release: () => void): HeldTemporary {
  const path = recordOf(directory);
  return {
    read: async () => readRecord(path),
    async write(record) {
      const file: RecordFile = { version: 1, ...record };
      replaceFileDurably(path, Buffer.from(`${JSON.stringify(file, null, 2)}\n`));
    },
    async remove() {
      storing(path, () => rmSync(path, { force: true }));
      syncDirectory(dirname(path));
    },
    release: async () => release(),
  };
}

interface RecordFile extends TemporaryRecord {
  readonly version: 1;
}

type OnDamaged = (error: VzuploadError) => void;

function rethrow(error: VzuploadError): never {
  throw error;
}

function readAll(all: string, onDamaged: OnDamaged): readonly KeptTemporary[] {
  const names = storing(all, () => readdirSync(all));
  const kept = names.flatMap((name): readonly KeptTemporary[] => {
    const directory = join(all, name);
    const record = readOr(onDamaged, recordOf(directory));
    return record === undefined ? [] : [{ record, holder: liveHolder(lockOf(directory)) }];
  });
  const order = ({ record: { endpoint, account, service } }: KeptTemporary) =>
    `${endpoint}\n${account}\n${service}`;
  return kept.sort((a, b) => (order(a) < order(b) ? -1 : 1));
}

function readOr(onDamaged: OnDamaged, path: string): TemporaryRecord | undefined {
  try {
    return readRecord(path);
  } catch (error) {
    if (!(error instanceof VzuploadError)) throw error;
    onDamaged(error);
    return undefined;
  }
}

/** One account of one service of the platform, however its base URL is spelled. */
function keyName({ endpoint, account, service }: RegistrationKey): string {
  const text = JSON.stringify([canonicalEndpoint(endpoint), account, service]);
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

function recordOf(directory: string): string {
  return join(directory, "record.json");
}

function lockOf(directory: string): string {
  return join(directory, "lock");
}

function readRecord(path: string): TemporaryRecord | undefined {
  if (isMissing(path)) return undefined;
  const text = storing(path, () => readFileSync(path, "utf8"));
  const record = parseRecord(text);
  if (record !== undefined) return record;
  throw new VzuploadError(
    "store",
    `The record of a temporary callback registration in ${path} is damaged, or of another version of vzupload.`,
    {
      hint: "Read in it which URL was displaced, register that again (vzupload callback register --replace), then delete the file.",
    },
  );
}

function parseRecord(text: string): TemporaryRecord | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!isRecordFile(parsed)) return undefined;
    const { version: _, ...record } = parsed;
    return record;
  } catch {
    return undefined;
  }
}

/** Written by us and replaced as a whole: what is looked at tells it from a file of another version. */
function isRecordFile(value: unknown): value is RecordFile {
  if (typeof value !== "object" || value === null || !("version" in value) || value.version !== 1)
    return false;
  const { phase, displaced, since } = value as Partial<RecordFile>; // as: each is looked at
  const isWhole = hasTexts(value, ["endpoint", "account", "service", "url", "since"]);
  const isKnownPhase = phase === "registering" || phase === "registered";
  const isTime = !Number.isNaN(Date.parse(String(since)));
  return isWhole && isKnownPhase && isTime && (displaced === undefined || isDisplaced(displaced));
}

function isDisplaced(value: unknown): value is DisplacedRegistration {
  if (!hasTexts(value, ["url"])) return false;
  const { credentials } = value as Partial<DisplacedRegistration>; // as: it is looked at
  return credentials === undefined || hasTexts(credentials, ["username", "passwordHash"]);
}

function hasTexts(value: unknown, names: readonly string[]): value is object {
  if (typeof value !== "object" || value === null) return false;
  const fields: ReadonlyMap<string, unknown> = new Map(Object.entries(value));
  return names.every((name) => typeof fields.get(name) === "string");
}
