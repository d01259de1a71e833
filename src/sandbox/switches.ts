import { type Answer, faultAnswer, plainAnswer, soapAnswer } from "./answer.ts";
import { uploadDevicesXml } from "./answer-xml.ts";
import type { Exchange } from "./exchange.ts";
import type { CallFault } from "./faults.ts";
import type { Wire } from "./wire.ts";

/** Answers a call as it should be, or as the switch says. */
export async function perform(exchange: Exchange, wire: Wire, fault: CallFault | undefined): Promise<void> {
  if (fault === undefined) return afterApplying(wire.send)(exchange, wire);
  // The table holds each kind's own handler; the compiler cannot follow that through a union.
  const handler = switches[fault.kind] as SwitchHandler<CallFault>;
  await handler(exchange, wire, fault);
}

type SwitchHandler<F> = (exchange: Exchange, wire: Wire, fault: F) => Promise<void>;

const portalHtml = "<!DOCTYPE html>\n<html><head><title>Sign in</title></head><body><h1>Welcome to the guest network</h1></body></html>\n";

const switches: { readonly [K in CallFault["kind"]]: SwitchHandler<Extract<CallFault, { kind: K }>> } = {
  "expire-session": async (exchange, wire) => {
    await exchange.expireSession();
    await afterApplying(wire.send)(exchange, wire);
  },
  "reset-before": async (exchange, wire) => {
    await exchange.drop();
    wire.reset();
  },
  "reset-after": async (exchange, wire) => {
    await dropWhole(exchange);
    wire.reset();
  },
  "accept-then-reset": (exchange, wire) => afterApplying(() => wire.reset())(exchange, wire),
  "no-answer": (exchange, wire) => afterApplying(() => undefined)(exchange, wire),
  "half-answer": (exchange, wire) => afterApplying(wire.sendHalf)(exchange, wire),
  "http-500": instead(() => plainAnswer(500, "Internal Server Error")),
  "http-503-after": (exchange, wire) =>
    afterApplying(() => wire.send(plainAnswer(503, "Service Unavailable")))(exchange, wire),
  "html-200": instead(() => plainAnswer(200, portalHtml, { "content-type": "text/html; charset=utf-8" })),
  "no-request-id": (exchange, wire) =>
    afterApplying((answer) => wire.send(answer.status === 200 ? soapAnswer(uploadDevicesXml(undefined)) : answer))(
      exchange,
      wire,
    ),
  drip: (exchange, wire) => afterApplying(wire.drip)(exchange, wire),
  "http-429": instead(({ retryAfterSeconds }) =>
    plainAnswer(429, "Too Many Requests", { "retry-after": String(retryAfterSeconds) }),
  ),
  slow: (exchange, wire, { delayMs }) =>
    afterApplying(async (answer) => {
      await wire.wait(delayMs);
      wire.send(answer);
    })(exchange, wire),
  fault: instead(({ code }, { service }) => faultAnswer(service, switchedFault(code))),
  "accept-then-fault": (exchange, wire, { code }) =>
    afterApplying(() => wire.send(faultAnswer(exchange.service, switchedFault(code))))(exchange, wire),
};

/** Applies the request, then does this with the answer; a client that has gone gets none. */
function afterApplying(
  deliver: (answer: Answer) => void | Promise<void>,
): (exchange: Exchange, wire: Wire) => Promise<void> {
  return async (exchange) => {
    const answer = await exchange.apply();
    if (answer !== undefined) await deliver(answer);
  };
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

function switchedFault(code: string): { readonly code: string; readonly text: string } {
  return { code, text: "This fault was asked for by a switch." };
}
