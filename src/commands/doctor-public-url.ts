import { randomBytes } from "node:crypto";
import { inspectPublicUrl } from "../listener/public-url.ts";
import type { Finding } from "../reports/doctor-report.ts";
import { probeCallback } from "../uws/probe-callback.ts";
import { isLoopbackHost } from "../uws/proxy-setting.ts";
import type { PostOutcome } from "../uws/transport.ts";
import { createTransport, type TransportOptions } from "../uws/undici-transport.ts";
import type { Examined } from "./check-list.ts";
import type { Ear, HeardPort } from "./doctor-listening.ts";
import { lawfulUrl } from "./registration-settings.ts";

const probePrefix = "vzupload-doctor-";
const probeTimeoutMs = 10_000;

/** Whether a RequestId is one of a probe, of this process or another. */
export function isProbe(requestId: string): boolean {
  return requestId.startsWith(probePrefix);
}

/**
 * A public URL as `callback register` would register it at an endpoint. Undefined where it would not: then nothing of it may be shown or
 * put into a command, for it may hold a password.
 */
export function registrableUrl(text: string, endpoint: string): string | undefined {
  const isLocalPlatform = isLoopbackHost(new URL(endpoint).hostname);
  const { url, findings } = inspectPublicUrl(text, { isLocalPlatform, hasCredentials: true });
  return findings.some(({ severity }) => severity === "error") ? undefined : url;
}

/**
 * Judges the public URL by the rules of `callback register`, then posts a callback that says nothing to it and looks whether it comes
 * in. Errors: VzuploadError "usage" for a URL that the platform would refuse or could never reach.
 */
export async function examinePublicUrl(
  { listening, publicUrl, endpoint, ear, transport }: HeardPort,
  signal: AbortSignal,
): Promise<Examined<undefined>> {
  if (publicUrl === undefined) return examined({ state: "skipped", found: "--public-url is not set" });
  const hasCredentials = listening.credentials !== undefined;
  const { url, warnings } = lawfulUrl({ flag: "--public-url", text: publicUrl, endpoint, hasCredentials });
  const led: UrlFinding =
    ear === undefined
      ? { state: "skipped", found: "the watch that listens there is not disturbed" }
      : await probe(url, { ear, transport, signal });
  return examined(withWarnings(led, warnings));
}

type UrlFinding = Exclude<Finding, { readonly state: "failure" }>;

function examined(finding: UrlFinding): Examined<undefined> {
  return { finding, value: undefined };
}

/** What does not keep the URL from being registered. */
function withWarnings(finding: UrlFinding, warnings: readonly string[]): UrlFinding {
  if (warnings.length === 0) return finding;
  const todo =
    finding.state === "warning" ? finding.todo : "It can be registered all the same: mend it where you can.";
  return { state: "warning", found: [finding.found, ...warnings].join("; "), todo };
}

interface Probing {
  readonly ear: Ear;
  readonly transport: TransportOptions;
  readonly signal: AbortSignal;
}

async function probe(url: string, { ear, transport: options, signal }: Probing): Promise<UrlFinding> {
  const requestId = probePrefix + randomBytes(16).toString("hex");
  const transport = createTransport(options);
  const outcome = await transport
    .post({ url, soapAction: "", body: probeCallback(requestId), timeoutMs: probeTimeoutMs, signal })
    .finally(() => transport.close());
  if (ear.heard.has(requestId)) return { state: "ok", found: `${url} leads to this listener` };
  return { state: "warning", ...strayed(url, outcome, ear) };
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
