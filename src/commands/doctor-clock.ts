import type { Finding } from "../reports/doctor-report.ts";
import { formatDuration } from "../reports/text.ts";

/** Less is of no account: the header has seconds only, and the way takes its time. */
const muchMs = 3 * 60_000;

/** Compares this machine's clock with the other side's. `theirsMs`: undefined where it told none. */
export function clockFinding(
  theirsMs: number | undefined,
  oursMs: number,
): Finding & { state: "ok" | "warning" } {
  if (theirsMs === undefined) return { state: "ok", found: "the endpoint does not tell its time" };
  const skewMs = oursMs - theirsMs;
  if (Math.abs(skewMs) < muchMs) return { state: "ok", found: "agrees with the endpoint's" };
  return {
    state: "warning",
    found: `${formatDuration(Math.abs(skewMs))} ${skewMs > 0 ? "ahead of" : "behind"} the endpoint's`,
    todo: "Set this machine's clock: certificates are judged by it, and reports tell its time.",
  };
}
