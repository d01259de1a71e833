import type { IncomingMessage, ServerResponse } from "node:http";
import { admit } from "./admission.ts";
import { plainAnswer } from "./answer.ts";
import { createExchange } from "./exchange.ts";
import type { Platform, SandboxEvent } from "./platform.ts";
import type { OperationKey } from "./schemas.ts";
import { statusAnswer, statusOf } from "./status.ts";
import { perform } from "./switches.ts";
import { createWire, type Wire } from "./wire.ts";

/** Answers each request on behalf of the platform; the listener of an HTTP server. */
export function createRequestHandler(
  platform: Platform,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const wire = createWire(request, response, platform.closing);
    try {
      await handle(platform, request, wire);
    } catch (error) {
      report(platform, request, "failed", error instanceof Error ? error.message : String(error));
      if (!response.headersSent) wire.send(plainAnswer(500, "The sandbox failed."));
    }
  };
}

async function handle(platform: Platform, request: IncomingMessage, wire: Wire): Promise<void> {
  const admission = admit(request);
  switch (admission.kind) {
    case "call":
      return performCall(admission.key, platform, request, wire);
    case "status":
      report(platform, request, "accepted", "status");
      return wire.send(statusAnswer(statusOf(platform)));
    case "refused":
      report(platform, request, "refused", admission.detail);
      return wire.send(admission.answer);
  }
}

async function performCall(
  key: OperationKey,
  platform: Platform,
  request: IncomingMessage,
  wire: Wire,
): Promise<void> {
  const number = ++platform.calls[key];
  const fault = key === "logOut" ? undefined : platform.faultFor({ operation: key, number });
  const exchange = createExchange({ key, number, fault }, platform, request);
  await perform(exchange, wire, fault).finally(exchange.answered);
}

function report(
  { settings }: Platform,
  { method, url }: IncomingMessage,
  outcome: SandboxEvent["outcome"],
  detail: string,
): void {
  settings.onEvent({ at: settings.now(), operation: `${method} ${url}`, outcome, detail });
}
