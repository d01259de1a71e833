import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";
import { serveHttp } from "../../uws/serve.ts";
import { type ReadCallback, readCallback } from "./read-callback.ts";

/** A POST that came to a receiver. */
export interface ReceivedPost {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly callback: ReadCallback;
}

/** A real HTTP server that callbacks are sent to. */
export interface Receiver {
  readonly url: string;
  /** In the order of arrival. */
  readonly posts: readonly ReceivedPost[];
  /** What they say. */
  callbacks(): readonly ReadCallback[];
}

/** What the `index`-th POST (from 0) is answered; none: 200. */
export type Answering = (
  index: number,
  response: ServerResponse,
  request: IncomingMessage,
) => number | undefined | Promise<number | undefined>;

/** Starts a receiver that lives until the test ends. */
export async function startReceiver(answering: Answering = () => 200): Promise<Receiver> {
  const posts: ReceivedPost[] = [];
  const port = await serveHttp(async (request, response) => {
    const body = await buffer(request);
    const index = posts.length;
    posts.push({
      path: request.url ?? "",
      headers: request.headers,
      body,
      callback: readCallback(body, request.headers["content-type"] ?? ""),
    });
    const status = await answering(index, response, request);
    if (status !== undefined) response.writeHead(status).end();
  });
  return {
    url: `http://127.0.0.1:${port}/callbacks`,
    posts,
    callbacks: () => posts.map(({ callback }) => callback),
  };
}
