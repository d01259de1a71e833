import { readFileSync } from "node:fs";
import { join } from "node:path";
import { VzuploadError } from "../errors.ts";
import { createDirectory, isMissing, replaceFileDurably, storing } from "./durable.ts";
import { isSessionFile, type SessionFile } from "./session-shape.ts";
import type { SessionKey, Sessions } from "./store.ts";
import { withLock } from "./wait-for-lock.ts";

/** `session.json`, mode 0600, replaced as a whole; `session.lock/` serialises log-ins. */
export function fileSessions(stateDirectory: string, pid: number): Sessions {
  const path = join(stateDirectory, "session.json");
  return {
    read: async (key) => readSessionFile(path).sessions[keyText(key)] ?? {},
    list: async () => Object.keys(readSessionFile(path).sessions).map(keyOf),
    async write(key, session) {
      createDirectory(stateDirectory);
      const { [keyText(key)]: _replaced, ...others } = readSessionFile(path).sessions;
      const isEmpty = Object.keys(session).length === 0;
      const sessions = isEmpty ? others : { ...others, [keyText(key)]: session };
      const file: SessionFile = { version: 1, sessions };
      replaceFileDurably(path, Buffer.from(`${JSON.stringify(file, null, 2)}\n`));
    },
    exclusively: (action) => withLock(join(stateDirectory, "session.lock"), pid, action),
  };
}

function keyText(key: SessionKey): string {
  return `${key.username} at ${key.endpoint}`;
}

/** A URL has no blanks, and a user name may. */
function keyOf(text: string): SessionKey {
  const at = text.lastIndexOf(" at ");
  return { username: text.slice(0, at), endpoint: text.slice(at + " at ".length) };
}

function readSessionFile(path: string): SessionFile {
  if (isMissing(path)) return { version: 1, sessions: {} };
  const text = storing(path, () => readFileSync(path, "utf8"));
  const file = parseSessionFile(text);
  if (file !== undefined) return file;
  throw new VzuploadError(
    "store",
    `The kept sessions in ${path} are damaged, or of another version of vzupload.`,
    {
      hint: "Delete the file. But if the platform rejected a password before, do not try that password again: five failures lock the account.",
    },
  );
}

function parseSessionFile(text: string): SessionFile | undefined {
  try {
    const parsed: unknown = JSON.parse(text);
    return isSessionFile(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
