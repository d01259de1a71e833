import type { IncomingMessage, ServerResponse } from "node:http";
import { admit } from "./admission.ts";
import { acknowledge, refuse } from "./answers.ts";
import type { Connection, RequestTask } from "./connections.ts";
import type { Desk } from "./desk.ts";
import { takeIn } from "./intake.ts";
import { type Refusal, refusal } from "./refusals.ts";
import { storeCallback } from "./store-callback.ts";

/** Handles one request from its headers to its answer; resolves when nothing more will be done for it. */
export async function handleRequest(
  desk: Desk,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { remoteAddress } = request.socket;
  const connection = desk.connections.of(request.socket);
  // Nobody who means well has so many under way on one connection; answering them all would keep others waiting.
  if (connection !== undefined && connection.tasks.size >= maxPipelined) return dropFlood(desk, connection);
  const task: RequestTask = { request, stage: "untrusted" };
  connection?.tasks.add(task);
  for (const stream of [request, response]) stream.on("error", () => undefined); // "close" follows
  const refused = await attempt({ desk, request, response, task, connection }).catch(failure);
  if (refused !== undefined) {
    task.stage = "refused";
    if (!isToldAlready(refused, connection)) desk.teller.turnAway(refused, remoteAddress);
    if (!response.headersSent) await refuse(request, response, refused, desk.limits);
  }
  connection?.tasks.delete(task);
}

const maxPipelined = 8;

/** What its buffer still holds is passed over. */
function dropFlood({ teller }: Desk, connection: Connection): void {
  if (connection.isDropped) return;
  connection.isDropped = true;
  teller.turnAway(
    refusal("http", { status: undefined, sentence: "Too many requests at once on one connection." }),
    connection.socket.remoteAddress,
  );
  connection.socket.destroy();
}

/** A bug, ours or the caller's, must not end the listener; it is told with its stack. */
function failure(cause: unknown): Refusal {
  return refusal("failed", { cause });
}

/** A body ends without its end because the connection was dropped, and why was told then. */
function isToldAlready({ reason }: Refusal, connection: Connection | undefined): boolean {
  return reason === "aborted" && connection?.isDropped === true;
}

interface Attempt {
  readonly desk: Desk;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly task: RequestTask;
  readonly connection: Connection | undefined;
}

/** Stored and acknowledged, or a refusal that is still to be answered. */
async function attempt({ desk, request, response, task, connection }: Attempt): Promise<Refusal | undefined> {
  const refused = admit(request, desk.admission);
  if (refused !== undefined) return refused;
  const cut = new AbortController();
  const share = desk.budget.open(() => cut.abort());
  try {
    if (request.headers.expect !== undefined && request.httpVersion === "1.1") response.writeContinue();
    const received = await takeIn({ request, desk, share, task, cut: cut.signal });
    if (received.kind === "refused") return received.refusal;
    share.trust(); // it is whole: nobody else may have its room
    task.stage = "stored";
    const kept = await storeCallback(desk, received);
    if (kept.kind === "refused") return kept.refusal;
    acknowledge(response, desk.closing.aborted || connection?.isSpoilt === true);
    desk.onStored(kept.stored);
    return undefined;
  } finally {
    share.release();
  }
}
