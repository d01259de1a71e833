import type { IncomingMessage } from "node:http";
import { type Refusal, refusal } from "./refusals.ts";
import type { WaitForTurn } from "./turns.ts";

/** How the bytes of a body are taken. */
export interface BodyTaker {
  /** Takes the next bytes; a refusal ends the body. While a promise is open nothing more is read. */
  take(chunk: Buffer): Refusal | undefined | Promise<Refusal | undefined>;
  /** Asked after every 64 KiB: others want something, too. Node.js itself would read up to 2 MiB at once. */
  readonly waitForTurn: WaitForTurn;
  /** Aborted when the body must end. */
  readonly cut: AbortSignal;
}

const turnBytes = 64 * 1024;

/**
 * Reads a body to its end, or until it is refused: by its taker, because its sender went away, or because it was cut. After a
 * refusal nothing is read and the connection is still open. Rejects when the taker throws.
 */
export function receiveBody(
  request: IncomingMessage,
  { take, waitForTurn, cut }: BodyTaker,
): Promise<Refusal | undefined> {
  return new Promise((resolve, reject) => {
    let isSettled = false;
    let turn = 0;
    const stop = (): void => {
      isSettled = true;
      request.off("data", onData).pause();
    };
    const settle = (outcome: Refusal | undefined): void => {
      stop();
      resolve(outcome);
    };
    const takeNext = async (chunk: Buffer): Promise<void> => {
      const taken = take(chunk);
      turn += chunk.length;
      if (taken === undefined && turn < turnBytes) return;
      request.pause();
      const refused = await taken;
      if (refused !== undefined) return settle(refused);
      turn = 0;
      await waitForTurn();
      if (!isSettled) request.resume();
    };
    function onData(chunk: Buffer): void {
      takeNext(chunk).catch((error: unknown) => {
        stop();
        reject(error);
      });
    }
    cut.addEventListener("abort", () => settle(refusal("busy")));
    request.once("end", () => settle(undefined));
    request.once("close", () => settle(refusal("aborted")));
    request.on("data", onData);
  });
}
