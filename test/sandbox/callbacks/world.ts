import { parseCallbackBehaviour } from "../../../src/sandbox/callbacks/parse-behaviour.ts";
import type { Sandbox, SandboxOptions } from "../../../src/sandbox/sandbox.ts";
import { postUpload } from "../requests.ts";
import { start } from "../running.ts";
import { type Answering, type Receiver, startReceiver } from "./receiver.ts";
import { pairsUpload } from "./uploads.ts";

/** A receiver and the sandbox that calls it back. */
export interface World {
  readonly receiver: Receiver;
  readonly sandbox: Sandbox;
}

/** Starts both; `list` as for `--callbacks`. */
export async function open(
  list: string,
  answering?: Answering,
  options: SandboxOptions = {},
): Promise<World> {
  const receiver = await startReceiver(answering);
  const callbacks = { url: receiver.url, ...parseCallbackBehaviour(list) };
  return { receiver, sandbox: await start({ ...options, callbacks }) };
}

/** Uploads and waits for all callbacks. */
export async function deliver({ sandbox }: World, count = 1) {
  await postUpload(sandbox.endpoint, pairsUpload(count));
  await sandbox.callbacks.idle();
  return sandbox.callbacks.summary();
}

/** A summary before anything was sent. */
export const nothing = {
  uploadsUnderWay: 0,
  sent: 0,
  acknowledged: 0,
  givenUp: 0,
  withoutUrl: 0,
  statuses: {},
};
