import { join } from "node:path";
import { readInbox } from "./inbox-reader.ts";
import { createInboxWriter } from "./inbox-writer.ts";
import type { Inbox } from "./store.ts";

/** Callbacks in `inbox/`: each writer appends to files of its own, so that there is no lock. */
export function fileInbox(stateDirectory: string): Inbox {
  const directory = join(stateDirectory, "inbox");
  return {
    read: (from, visit) => readInbox(directory, from, visit),
    openWriter: async () => createInboxWriter(directory),
  };
}
