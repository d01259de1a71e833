import type { IncomingMessage, ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import type { Answer } from "./answer.ts";

/** The ways in which an answer can reach its sender, or not. */
export interface Wire {
  send(answer: Answer): void;
  /** All headers, half of the body, then the connection is closed. */
  sendHalf(answer: Answer): void;
  /** In many small pieces, over some two thirds of a second. */
  drip(answer: Answer): Promise<void>;
  /** The connection is reset (TCP RST; over TLS it is closed without a word). */
  reset(): void;
  /** Resolves after `ms`, or at once when the sandbox closes. */
  wait(ms: number): Promise<void>;
}

const dripPieces = 64;
const dripPauseMs = 10;

/** The wire of one request. */
export function createWire(request: IncomingMessage, response: ServerResponse, closing: AbortSignal): Wire {
  const { socket } = request;
  const start = (answer: Answer): Buffer => {
    const body = Buffer.from(answer.body);
    response.writeHead(answer.status, { ...answer.headers, "content-length": body.length });
    return body;
  };
  const wait = async (ms: number): Promise<void> => {
    // Rejects for one reason only: the sandbox closes.
    await sleep(ms, undefined, { signal: closing }).catch(() => undefined);
  };
  return {
    wait,
    send(answer) {
      response.end(start(answer));
    },
    sendHalf(answer) {
      const body = start(answer);
      response.write(body.subarray(0, body.length >> 1), () => socket.destroy());
    },
    async drip(answer) {
      const body = start(answer);
      const size = Math.ceil(body.length / dripPieces);
      for (let from = 0; from < body.length && !closing.aborted; from += size) {
        response.write(body.subarray(from, from + size));
        await wait(dripPauseMs);
      }
      response.end();
    },
    reset() {
      if ("encrypted" in socket) socket.destroy();
      else socket.resetAndDestroy();
    },
  };
}
