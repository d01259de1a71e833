import type { InboxMessage } from "../store/store.ts";

/** Callbacks that nobody wanted when they were met, by request. */
export interface PassedCallbacks {
  add(message: PassedMessage): void;
  /** It is wanted after all. */
  take(message: PassedMessage): void;
  /** Whether there may be some of a request. */
  mayHave(requestId: string): boolean;
  /** Those of requests for which `isKnown` is false. */
  strangers(isKnown: (requestId: string) => boolean): PassedCount;
}

export type PassedMessage = Pick<InboxMessage, "requestId" | "bytes">;

export interface PassedCount {
  readonly callbacks: number;
  readonly bytes: number;
}

/** Beyond `maxRequests` requests they are counted together, as those of a stranger. */
export function createPassedCallbacks(maxRequests = 100_000): PassedCallbacks {
  const byRequest = new Map<string, PassedCount>();
  let rest = nothing;
  return {
    add(message) {
      const known = byRequest.get(message.requestId);
      if (known === undefined && byRequest.size >= maxRequests) rest = plus(rest, message, 1);
      else byRequest.set(message.requestId, plus(known ?? nothing, message, 1));
    },
    take(message) {
      const known = byRequest.get(message.requestId);
      if (known === undefined) rest = plus(rest, message, -1);
      else if (known.callbacks === 1) byRequest.delete(message.requestId);
      else byRequest.set(message.requestId, plus(known, message, -1));
    },
    mayHave: (requestId) => byRequest.has(requestId) || rest.callbacks > 0,
    strangers(isKnown) {
      let { callbacks, bytes } = rest;
      for (const [requestId, count] of byRequest) {
        if (isKnown(requestId)) continue;
        callbacks += count.callbacks;
        bytes += count.bytes;
      }
      return { callbacks, bytes };
    },
  };
}

const nothing: PassedCount = { callbacks: 0, bytes: 0 };

function plus({ callbacks, bytes }: PassedCount, message: PassedMessage, sign: 1 | -1): PassedCount {
  return { callbacks: callbacks + sign, bytes: bytes + sign * message.bytes };
}
