import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import { expect, test } from "vitest";
import { createFileStore } from "../../src/store/file-store.ts";
import { killed, startNode } from "../support/child-process.ts";
import { compiledSources } from "../support/compiled-sources.ts";
import { temporaryDirectory } from "../support/temporary-directory.ts";
import { openRaw, postRequest } from "./clients.ts";
import { callbackMessage } from "./messages.ts";
import { readInbox } from "./open-listener.ts";

const compiled = compiledSources();
const listen = new URL("./children/listen.mjs", import.meta.url);

/** Starts a listener, has it acknowledge a callback and kills it at that moment. */
async function acknowledgeAndKill(location: string, requestId: string): Promise<void> {
  const child = startNode(listen, [dirname(dirname(compiled("store/lock"))), location]);
  const [url] = await once(createInterface(child.stdout), "line");
  const client = await openRaw(Number(new URL(url).port));
  client.write(postRequest(callbackMessage({ requestId })));
  await client.until(/^HTTP\/1\.1 200 /);
  await killed(child);
}

const rounds = Array.from({ length: 10 }, (_, round) => round);
test.each(rounds)(
  "killed right behind its acknowledgement, 10 times: what it acknowledged is there (%i)",
  async () => {
    const location = temporaryDirectory();
    const ids = Array.from({ length: 10 }, (_, index) => `good-${index}`);
    for (let first = 0; first < ids.length; first += 2)
      await Promise.all(ids.slice(first, first + 2).map((id) => acknowledgeAndKill(location, id)));
    const found = await readInbox(createFileStore(location, process.pid));
    expect(found.map(({ requestId }) => requestId).sort()).toEqual(ids);
  },
);
