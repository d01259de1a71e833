import { type Answer, faultAnswer, plainAnswer, soapAnswer } from "./answer.ts";
import { requestXml } from "./answer-xml.ts";
import type { Exchange } from "./exchange.ts";
import type { CallFault } from "./faults.ts";
import { isDevicesOperation } from "./received.ts";
import type { OperationKey } from "./schemas.ts";
import type { Wire } from "./wire.ts";

/** Answers a call as it should be, or as the switch says. */
export async function perform(exchange: Exchange, wire: Wire, fault: CallFault | undefined): Promise<void> {
  if (fault === undefined) return applyThen(exchange, wire.send);
  // The table holds each kind's own handler; the compiler cannot follow that through a union.
  const handler = switches[fault.kind] as SwitchHandler<CallFault>;
  await handler(exchange, wire, fault);
}

type SwitchHandler<F> = (exchange: Exchange, wire: Wire, fault: F) => Promise<void>;

const portalHtml =
  "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Welcome to the guest network</h1></body></html>\n";

const switches: { readonly [K in CallFault["kind"]]: SwitchHandler<Extract<CallFault, { kind: K }>> } = {
  "expire-session": async (exchange, wire) => {
    await exchange.expireSession();
    await applyThen(exchange, wire.send);
  },
  "reset-before": async (exchange, wire) => {
    await exchange.drop();
    wire.reset();
  },
  "reset-after": async (exchange, wire) => {
    await dropWhole(exchange);
    wire.reset();
  },
  "accept-then-reset": (exchange, wire) => applyThen(exchange, wire.reset),
  "no-answer": (exchange) => applyThen(exchange, () => undefined),
  "half-answer": (exchange, wire) => applyThen(exchange, wire.sendHalf),
  "http-500": instead(() => plainAnswer(500, "Internal Server Error")),
  "http-503-after": (exchange, wire) =>
    applyThen(exchange, () => wire.send(plainAnswer(503, "Service Unavailable"))),
  "html-200": instead(() => plainAnswer(200, portalHtml, { "content-type": "text/html; charset=utf-8" })),
  "no-request-id": (exchange, wire) =>
    applyThen(exchange, (answer) => wire.send(withoutRequestId(answer, exchange.key))),
  drip: (exchange, wire) => applyThen(exchange, wire.drip),
  "http-429": instead(({ retryAfterSeconds }) =>
    plainAnswer(429, "Too Many Requests", { "retry-after": String(retryAfterSeconds) }),
  ),
  slow: (exchange, wire, { delayMs }) =>
    applyThen(exchange, async (answer) => {
      await wire.wait(delayMs);
      wire.send(answer);
    }),
  fault: instead(({ code }, { service }) => faultAnswer(service, switchedFault(code))),
  "accept-then-fault": (exchange, wire, { code }) =>
    applyThen(exchange, () => wire.send(faultAnswer(exchange.service, switchedFault(code)))),
};

type Delivery = (answer: Answer) => void | Promise<void>;

/** Applies the request, then does this with the answer; a client that has gone gets none. */
async function applyThen(exchange: Exchange, deliver: Delivery): Promise<void> {
  const answer = await exchange.apply();
  if (answer !== undefined) await deliver(answer);
}

/** Applies nothing and sends another answer. */
function instead<F>(answer: (fault: F, exchange: Exchange) => Answer): SwitchHandler<F> {
  return async (exchange, wire, fault) => {
    await dropWhole(exchange);
    wire.send(answer(fault, exchange));
  };
}

async function dropWhole(exchange: Exchange): Promise<void> {
  await exchange.read();
  await exchange.drop();
}

/** A refusal stays as it is. */
function withoutRequestId(answer: Answer, key: OperationKey): Answer {
  const isAccepted = answer.status === 200 && isDevicesOperation(key);
  return isAccepted ? soapAnswer(requestXml(key, undefined)) : answer;
}

function switchedFault(code: string): { readonly code: string; readonly text: string } {
  return { code, text: "This fault was asked for by a switch." };
}
