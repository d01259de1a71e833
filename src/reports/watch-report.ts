import type { StatusCount } from "../verdict/judgement.ts";
import { exitCodes, strongestOutcome } from "./exit-codes.ts";
import { optional, reportedError } from "./reported-error.ts";
import { withoutIdentifiers } from "./text.ts";
import { outcomesOfWatch } from "./watch-outcome.ts";
import type { WatchedRequest, WatchFacts, WatchReport } from "./watch-report-types.ts";

/** Puts a report together; `next` is filled in by the caller, who knows the command line. */
export function createWatchReport(given: WatchFacts): WatchReport {
  const facts = { ...given, errors: [...given.errors, ...miscounts(given)] };
  const outcomes = outcomesOfWatch(facts);
  const outcome = strongestOutcome(outcomes);
  const { rehearsal, until, requests, rows, lines, alreadySent } = facts;
  return {
    schema: "vzupload.watch/1",
    outcome,
    exitCode: exitCodes[outcome].code,
    rehearsal,
    until,
    complete: !outcomes.includes("notComplete"),
    ...optional("job", facts.job),
    requests,
    rows,
    lines,
    alreadySent,
    activations: facts.activations,
    statuses: statusesOf(requests),
    reasons: facts.reasons,
    ...optional("lastCallbackAt", facts.lastCallbackAt),
    otherCallbacks: facts.otherCallbacks,
    unchecked: facts.unchecked,
    turnedAway: facts.turnedAway,
    files: facts.files,
    ...optional("registrations", facts.registrations),
    errors: facts.errors.map(reportedError),
    next: [],
  };
}

/** A line that is in no state, or in two, is a bug, and must not end as a success. */
function miscounts({ rows, lines }: WatchFacts): readonly Error[] {
  const sum = Object.values(lines).reduce((all, count) => all + count, 0);
  return sum === rows
    ? []
    : [new Error(`the states of the lines add up to ${sum}, but there are ${rows} lines`)];
}

/** The same text counts once over all requests and devices; of texts without end the most frequent are kept. */
function statusesOf(requests: readonly WatchedRequest[]): readonly StatusCount[] {
  const all = addUp(requests.flatMap(({ statuses }) => statuses).map(nameless));
  const rest = addUp(all.slice(maxStatuses).map((status) => ({ ...status, text: otherTexts })));
  return [...all.slice(0, maxStatuses), ...rest];
}

const maxStatuses = 1000;
const otherTexts = "(other texts)";

function nameless(status: StatusCount): StatusCount {
  return { ...status, text: withoutIdentifiers(status.text) };
}

/** Most devices first. */
function addUp(statuses: readonly StatusCount[]): readonly StatusCount[] {
  const counts = new Map<string, StatusCount>();
  for (const status of statuses) {
    const key = `${status.state} ${status.text}`;
    counts.set(key, { ...status, devices: status.devices + (counts.get(key)?.devices ?? 0) });
  }
  return [...counts.values()].sort((a, b) => b.devices - a.devices || (a.text < b.text ? -1 : 1));
}
