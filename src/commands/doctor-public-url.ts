import { randomBytes } from "node:crypto";
import type { Finding } from "../reports/doctor-report.ts";
import { probeCallback } from "../uws/probe-callback.ts";
import type { PostOutcome } from "../uws/transport.ts";
import { createTransport } from "../uws/undici-transport.ts";
import type { Examined } from "./check-list.ts";
import type { Ear, HeardPort } from "./doctor-listening.ts";

const probePrefix = "vzupload-doctor-";
const probeTimeoutMs = 10_000;

/** Whether a RequestId is one of a probe, of this process or another. */
export function isProbe(requestId: string): boolean {
  return requestId.startsWith(probePrefix);
}

/** Posts a callback that says nothing to the public URL and looks whether it comes in. */
export async function examinePublicUrl(
  { listening, ear, transport: options }: HeardPort,
  signal: AbortSignal,
): Promise<Examined<undefined>> {
  const { publicUrl: url } = listening;
  if (url === undefined) return skipped("--public-url is not set");
  if (ear === undefined) return skipped("the watch that listens there is not disturbed");
  const requestId = probePrefix + randomBytes(16).toString("hex");
  const transport = createTransport(options);
  const outcome = await transport
    .post({ url, soapAction: "", body: probeCallback(requestId), timeoutMs: probeTimeoutMs, signal })
    .finally(() => transport.close());
  const finding: Exclude<Finding, { state: "failure" }> = ear.heard.has(requestId)
    ? { state: "ok", found: `${url} leads to this listener` }
    : { state: "warning", ...strayed(url, outcome, ear) };
  return { finding, value: undefined };
}

function skipped(found: string): Examined<undefined> {
  return { finding: { state: "skipped", found }, value: undefined };
}

/** Where a probe has gone that did not come in. */
function strayed(
  url: string,
  outcome: PostOutcome,
  { listener }: Ear,
): { readonly found: string; readonly todo: string } {
  if (outcome.kind !== "answered") return { found: outcome.reason, todo: unreached };
  if (listener.counts().turnedAway.path !== undefined) {
    return {
      found: `${url} leads to this listener, but with another path than --path`,
      todo: "Give --path as it arrives here: callbacks to any other are turned away.",
    };
  }
  return { found: `something else answers at ${url} (HTTP ${outcome.status})`, todo: elsewhere };
}

const unreached =
  "Many routers cannot send a machine's traffic back to it: try the URL from another network. If it is not reached from there, either, look at the proxy, tunnel or firewall in front of this listener.";
const elsewhere =
  "Callbacks would end there: look at the proxy or tunnel in front of this listener, and where it sends them.";
