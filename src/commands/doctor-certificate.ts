import type { Finding } from "../reports/doctor-report.ts";
import type { Secured } from "../uws/probe-sockets.ts";
import { failureWords, TransportFailure } from "../uws/transport-failures.ts";

const dayMs = 86_400_000;

/** So long before its end a certificate is worth a word. */
const soonMs = 14 * dayMs;

/** What a TLS handshake says of the other side. */
export function certificateFinding({ protocol, certificate, distrust }: Secured, nowMs: number): Finding {
  const { subject, issuer, valid_to: validTo } = certificate;
  const untilMs = Date.parse(validTo);
  const until = Number.isNaN(untilMs) ? validTo : new Date(untilMs).toISOString().slice(0, 10);
  const seen = `${protocol}, certificate of ${nameOf(subject)} from ${nameOf(issuer)}, valid until ${until}`;
  if (distrust !== undefined) {
    const { text, hint = "" } = failureWords(new TransportFailure(distrust));
    return { state: "failure", found: `${text}: ${seen}`, todo: todoFor(hint), outcome: "notAllSent" };
  }
  if (untilMs - nowMs >= soonMs || Number.isNaN(untilMs)) return { state: "ok", found: seen };
  const days = Math.floor((untilMs - nowMs) / dayMs);
  return {
    state: "warning",
    found: `${seen}: ${days} days from now`,
    todo: "Whoever runs the endpoint must renew it: from then on nothing can be sent.",
  };
}

/** --ca-file is not the only way to name an authority. */
function todoFor(hint: string): string {
  return hint.includes("--ca-file") ? hint.replace("--ca-file.", "--ca-file or NODE_EXTRA_CA_CERTS.") : hint;
}

type Name = Secured["certificate"]["subject"];

function nameOf(name: Partial<Name> | undefined): string {
  return [name?.CN ?? name?.O ?? "(no name)"].flat().join(", ");
}
