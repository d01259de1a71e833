import type { IncomingMessage, ServerResponse } from "node:http";
import type { ListenerLimits } from "./limits.ts";
import { type Refusal, retryAfterSeconds } from "./refusals.ts";

/** What the platform gets for a callback that is stored: any 2xx will do, and a SOAP client may want an envelope. */
const acknowledgement = Buffer.from(
  '<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body/></s:Envelope>',
);

/** Says that a callback is stored. `isLast`: the connection is closed behind it. */
export function acknowledge(response: ServerResponse, isLast: boolean): void {
  response.writeHead(200, {
    "content-type": "text/xml; charset=utf-8",
    "content-length": acknowledgement.length,
    ...(isLast ? { connection: "close" } : {}),
  });
  response.end(acknowledgement);
}

/**
 * Answers a refusal and closes the connection. What still comes of the body is thrown away for a moment: a connection that is
 * closed with bytes unread is reset, and its sender may never see the answer.
 */
export async function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { reason, status, sentence }: Refusal,
  limits: ListenerLimits,
): Promise<void> {
  if (status === undefined) return;
  const body = Buffer.from(`${sentence}\n`);
  if (status === 503) response.setHeader("retry-after", retryAfterSeconds);
  if (reason === "method") response.setHeader("allow", "POST");
  response.writeHead(status, plainHeaders(body.length));
  response.write(body);
  if (!request.complete) await swallow(request, limits);
  response.end();
}

/** The same as bytes, for a connection on which no request was understood. */
export function bareRefusal(status: number, sentence: string): string {
  const body = `${sentence}\n`;
  const headers = Object.entries(plainHeaders(body.length)).map(([name, value]) => `${name}: ${value}\r\n`);
  return `HTTP/1.1 ${status} Refused\r\n${headers.join("")}\r\n${body}`;
}

function plainHeaders(bytes: number): Readonly<Record<string, string | number>> {
  return { "content-type": "text/plain; charset=utf-8", "content-length": bytes, connection: "close" };
}

/** Until the body ends, its sender goes away, or enough was read or waited. */
function swallow(
  request: IncomingMessage,
  { lingerBytes, lingerMs }: Pick<ListenerLimits, "lingerBytes" | "lingerMs">,
): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(done, lingerMs);
    let bytes = 0;
    const count = (chunk: Buffer): void => {
      bytes += chunk.length;
      if (bytes > lingerBytes) done();
    };
    function done(): void {
      clearTimeout(timer);
      request.off("data", count).pause();
      resolve();
    }
    request.once("end", done).once("close", done).on("data", count).resume();
  });
}
