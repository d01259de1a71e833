import { type ClientRequest, request as httpRequest, type RequestOptions } from "node:http";
import { request as httpsRequest } from "node:https";
import { errorCode } from "../../errors.ts";

/** What became of a POST: the receiver's status, or why there is none. */
export type PostOutcome =
  | { readonly kind: "answered"; readonly status: number }
  | { readonly kind: "failed"; readonly reason: string };

/** One POST to a receiver. */
export interface CallbackPost {
  /** http or https. */
  readonly url: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** From the beginning to the end of the answer. */
  readonly timeoutMs: number;
  /** PEM; undefined: any certificate is taken, as befits a test. */
  readonly ca: string | undefined;
  /** Breaks it off. */
  readonly signal: AbortSignal;
}

/** Posts a callback over a connection of its own, and reads the answer to its end. Never rejects. */
export async function postCallback(post: CallbackPost): Promise<PostOutcome> {
  try {
    return await exchange(post);
  } catch (error) {
    // What cannot be sent at all, as to a URL whose user name is no text.
    return failed(error);
  }
}

function exchange(post: CallbackPost): Promise<PostOutcome> {
  return new Promise((resolve) => {
    let outcome: PostOutcome = { kind: "failed", reason: "the connection was closed without an answer" };
    const request = startRequest(post);
    const breakOff = (): void => void request.destroy(new Error("broken off"));
    const timer = setTimeout(() => {
      request.destroy(new Error(`no answer within ${post.timeoutMs} ms`));
    }, post.timeoutMs);
    post.signal.addEventListener("abort", breakOff, { once: true });
    request.on("response", (response) => {
      outcome = { kind: "answered", status: response.statusCode ?? 0 };
      response.on("error", () => undefined); // the status has been told
      response.resume();
    });
    request.on("error", (error) => {
      if (outcome.kind === "failed") outcome = failed(error);
    });
    request.on("close", () => {
      clearTimeout(timer);
      post.signal.removeEventListener("abort", breakOff);
      resolve(outcome);
    });
    request.end(post.body);
    if (post.signal.aborted) breakOff();
  });
}

function failed(error: unknown): PostOutcome {
  return {
    kind: "failed",
    reason: errorCode(error) ?? (error instanceof Error ? error.message : String(error)),
  };
}

function startRequest({ url, contentType, body, ca }: CallbackPost): ClientRequest {
  const options: RequestOptions = {
    method: "POST",
    agent: false,
    headers: { "content-type": contentType, "content-length": body.length },
  };
  if (!url.startsWith("https:")) return httpRequest(url, options);
  return httpsRequest(url, { ...options, ca, rejectUnauthorized: ca !== undefined });
}
