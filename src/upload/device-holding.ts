import type { CallbackIdentifier } from "../uws/callback.ts";
import type { JudgedLine } from "../verdict/judgement.ts";
import { isDone, type LineState, lineStates } from "../verdict/line-states.ts";
import type { RequestTally } from "../verdict/request-tally.ts";
import { generaliseStatus } from "../verdict/status-forms.ts";
import type { BatchVerdicts } from "./earlier-verdicts.ts";
import type { AcceptedHolding, Holding } from "./holding.ts";

/**
 * Whether an accepted batch still holds a device with these identifiers, by what the platform said of that device. Undefined: it
 * failed or was refused, and may be sent again. The same holding for all devices of which the same was said.
 */
export type DeviceHoldings = (identifiers: readonly CallbackIdentifier[]) => Holding | undefined;

export function deviceHoldings(holding: AcceptedHolding, verdicts: BatchVerdicts): DeviceHoldings {
  const { checked, unchecked, isIncomplete, isBySettlement } = verdicts;
  const isOurs = () => !isBySettlement || checked?.isComplete() === true;
  const doubts = new Map<string, Holding>();
  const saidFailed: Holding = { ...holding, hasUncheckedFailure: true };

  function doubtful(line: JudgedLine): Holding {
    const reason = doubts.size < maxReasons ? reasonOf(line) : otherReason;
    const known = doubts.get(reason) ?? {
      block: holding.block,
      state: "inDoubt",
      requestId: holding.requestId,
      reason,
    };
    doubts.set(reason, known);
    return known;
  }

  return (identifiers) => {
    const line = checked && lineOf(checked, identifiers);
    if (line?.state === "unknown" || line?.state === "inconsistent") return doubtful(line);
    if (line !== undefined && hasFailed(line) && !isIncomplete) {
      // By a callback alone, that has not named all of them, the request may be somebody else's.
      return isOurs() ? undefined : doubtful(line);
    }
    if (line !== undefined && isDone(line.state)) return holding;
    const hearsay = unchecked && lineOf(unchecked, identifiers);
    return hearsay !== undefined && hasFailed(hearsay) ? saidFailed : holding;
  };
}

/** Mostly one device has them all; of several that share them the one that holds them most. Undefined: there is none. */
function lineOf(tally: RequestTally, identifiers: readonly CallbackIdentifier[]): JudgedLine | undefined {
  const whole = tally.lineOf(identifiers);
  if (whole !== undefined) return whole;
  const lines = identifiers.flatMap((identifier) => tally.lineOf([identifier]) ?? []);
  return lines.find((line) => !hasFailed(line)) ?? lines[0];
}

function hasFailed({ state }: JudgedLine): boolean {
  return lineStates[state].sendable;
}

function reasonOf({ state, words, identifiers }: JudgedLine): string {
  const text = words.map((word) => generaliseStatus(word, identifiers)).join("; ");
  const said = reasons[state] ?? reasons.inconsistent;
  return text === "" ? said : `${said}: ${text.length > maxLength ? `${text.slice(0, maxLength)}…` : text}`;
}

const reasons: Readonly<Partial<Record<LineState, string>>> & { readonly inconsistent: string } = {
  unknown: "the platform's word on it is not known",
  inconsistent: "the platform contradicts itself",
  failed: "the request is this batch's by its callbacks alone, and they have not named all of its devices",
};

const maxLength = 300;

/** One line of the report each. */
const maxReasons = 20;
const otherReason = "the platform's word on it is not known, or it contradicts itself";
