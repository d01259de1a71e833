import type { Dispatcher } from "undici";
import { retryAfterMs } from "./retry-after.ts";
import { type Answered, maxAnswerBytes, type PostOutcome, type PostRequest } from "./transport.ts";
import { describeFailure, TransportFailure } from "./transport-failures.ts";

/** One request and its outcome. */
export interface Exchange {
  /** Ends it now, before or after it began; without effect once there is an outcome. */
  stop(failure: TransportFailure): void;
  /** Call once. `signal` is aborted when it is over, so that no socket stays. */
  run(makeDispatcher: (signal: AbortSignal) => Dispatcher, proxy: string | undefined): Promise<PostOutcome>;
}

/** Prepares a request: it can be stopped from here on. */
export function createExchange(request: PostRequest): Exchange {
  const over = new AbortController();
  return {
    stop: (failure) => over.abort(failure),
    async run(makeDispatcher, proxy) {
      const failed = (error: unknown, hasBegun: boolean): PostOutcome =>
        describeFailure({ url: request.url, proxy, error, hasBegun });
      const dispatcher = attempt(() => makeDispatcher(over.signal));
      if (dispatcher.kind === "failed") return failed(dispatcher.error, false);
      try {
        return await dispatch(dispatcher.value, request, over.signal, failed);
      } finally {
        over.abort(new TransportFailure("ABORTED"));
        void dispatcher.value.destroy();
      }
    },
  };
}

type Attempt<T> =
  | { readonly kind: "made"; readonly value: T }
  | { readonly kind: "failed"; readonly error: unknown };

/** What Node.js and OpenSSL say about unusable certificates and keys is the outcome, not a bug. */
function attempt<T>(make: () => T): Attempt<T> {
  try {
    return { kind: "made", value: make() };
  } catch (error) {
    return { kind: "failed", error };
  }
}

type Failed = (error: unknown, hasBegun: boolean) => PostOutcome;

/**
 * Whether the request may have reached the endpoint is told by one fact only: had undici begun to write it
 * (onRequestStart)? TCP, TLS and the proxy's tunnel stand before that; error codes look alike before and after.
 */
function dispatch(
  dispatcher: Dispatcher,
  request: PostRequest,
  stopped: AbortSignal,
  failed: Failed,
): Promise<PostOutcome> {
  return new Promise((resolve) => {
    const collected = startAnswer();
    let hasBegun = false;
    const stop = (): void => {
      // Destroying first: from here on nothing can begin, so that `hasBegun` is final.
      void dispatcher.destroy(asError(stopped.reason));
      resolve(failed(stopped.reason, hasBegun));
    };
    if (stopped.aborted) return stop();
    stopped.addEventListener("abort", stop, { once: true });
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart(controller) {
        if (stopped.aborted) controller.abort(asError(stopped.reason));
        else hasBegun = true;
      },
      onResponseStart: (_controller, status, headers) => collected.start(status, headers),
      onResponseData(controller, chunk) {
        if (!collected.add(chunk)) controller.abort(new TransportFailure("ANSWER_TOO_LARGE"));
      },
      onResponseEnd: () => resolve(collected.end()),
      // A stop is the reason, whatever undici makes of it.
      onResponseError: (_controller, error) =>
        resolve(failed(stopped.aborted ? stopped.reason : error, hasBegun)),
    };
    dispatcher.dispatch(dispatchOptions(request), handler);
  });
}

function dispatchOptions({ url, soapAction, body }: PostRequest): Dispatcher.DispatchOptions {
  const { origin, pathname, search } = new URL(url);
  return {
    origin,
    path: pathname + search,
    method: "POST",
    headers: { "content-type": "text/xml; charset=utf-8", soapaction: `"${soapAction}"` },
    body,
    // A connection of its own: a stale one turns a safe failure into a doubtful one.
    reset: true,
    // The time limit of the whole covers both.
    headersTimeout: 0,
    bodyTimeout: 0,
  };
}

interface CollectedAnswer {
  start(status: number, headers: Headers): void;
  /** False: the answer is too large. */
  add(chunk: Buffer): boolean;
  end(): Answered;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

function startAnswer(): CollectedAnswer {
  const chunks: Buffer[] = [];
  let size = 0;
  let head: Omit<Answered, "body"> = { kind: "answered", status: 0 };
  return {
    start(status, headers) {
      head = { kind: "answered", status, ...namedHeaders(headers) };
    },
    add(chunk) {
      size += chunk.length;
      chunks.push(chunk);
      return size <= maxAnswerBytes;
    },
    end: () => ({ ...head, body: Buffer.concat(chunks) }),
  };
}

function namedHeaders(headers: Headers): { contentType?: string; retryAfterMs?: number } {
  const contentType = headers["content-type"];
  const wait = retryAfterMs(headers["retry-after"], Date.now());
  return {
    ...(typeof contentType === "string" ? { contentType } : {}),
    ...(wait === undefined ? {} : { retryAfterMs: wait }),
  };
}

function asError(reason: unknown): Error {
  return reason instanceof Error ? reason : new TransportFailure("ABORTED");
}
