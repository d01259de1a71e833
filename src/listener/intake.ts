import type { IncomingMessage } from "node:http";
import type { Callback, CallbackHead } from "../uws/callback.ts";
import { createCallbackReader } from "../uws/callback-reader.ts";
import type { CallbackRefusal } from "../uws/callback-refusal.ts";
import type { BodyShare } from "./body-budget.ts";
import type { RequestTask } from "./connections.ts";
import type { Desk } from "./desk.ts";
import { receiveBody } from "./receive-body.ts";
import { type Refusal, type Refused, refusal } from "./refusals.ts";
import type { Standing } from "./sender.ts";
import { nextTurn } from "./turns.ts";

/** A message that is a callback, whole; who sent it is still to be judged. */
export interface ReceivedCallback {
  readonly kind: "callback";
  readonly callback: Callback;
  /** UTF-8, its password redacted. */
  readonly body: Uint8Array;
}

export type Received = ReceivedCallback | Refused;

/** A body that is to be read. */
export interface Intake {
  readonly request: IncomingMessage;
  readonly desk: Pick<Desk, "limits" | "sender" | "waitForTurn">;
  /** Room for the body; it is released by the caller. */
  readonly share: BodyShare;
  readonly task: RequestTask;
  /** Aborted when the room is needed by others. */
  readonly cut: AbortSignal;
}

/** Reads a body as it comes; what cannot be a callback to be stored is refused with the first bytes that show it. */
export async function takeIn(intake: Intake): Promise<Received> {
  const { desk, request, share, task, cut } = intake;
  const reader = createCallbackReader({ maxBytes: desk.limits.maxBodyBytes });
  const judge = createJudge(intake);
  let bytes = 0;
  let chunks = 0;
  const refused = await receiveBody(request, {
    cut,
    waitForTurn: () => (task.stage === "trusted" ? nextTurn() : desk.waitForTurn()),
    take(chunk) {
      bytes += chunk.length;
      // Each piece costs its handling, however small it is.
      if (++chunks > freeChunks && bytes < chunks * leastChunkBytes) return refusal("http", tinyChunks);
      const problem = reader.write(chunk);
      if (problem !== undefined) return unusable(problem);
      // Judged before it counts: what shows its sender now must not be cut for what it has brought.
      if (judge(reader.head()) === "wrong") return refusal("credentials");
      const hasRoom = share.take(chunk.length);
      return typeof hasRoom === "boolean" ? busyUnless(hasRoom) : hasRoom.then(busyUnless);
    },
  });
  if (refused !== undefined) return { kind: "refused", refusal: refused };
  const end = reader.end();
  if (end.kind === "refused") return { kind: "refused", refusal: unusable(end.refusal) };
  return { kind: "callback", callback: end.callback, body: end.body() };
}

/** So many pieces may be of any size; behind that their mean counts. */
const freeChunks = 4_096;
const leastChunkBytes = 64;
const tinyChunks = { sentence: "The body comes in too many small pieces." };

/** Judges the sender whenever the message has said more of it. */
function createJudge({ desk, share, task }: Intake): (head: CallbackHead) => Standing | undefined {
  let said = 0;
  return (head) => {
    const saying = Object.values(head).filter((value) => value !== undefined).length;
    if (saying === said || task.stage === "trusted") return undefined;
    said = saying;
    const standing = desk.sender.standing(head);
    if (standing === "trusted") {
      share.trust();
      task.stage = "trusted";
    }
    return standing;
  };
}

function busyUnless(hasRoom: boolean): Refusal | undefined {
  return hasRoom ? undefined : refusal("busy");
}

function unusable({ status, message }: CallbackRefusal): Refusal {
  return refusal("message", { status, sentence: message });
}
