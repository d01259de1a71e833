import { lineStates } from "../verdict/line-states.ts";
import { generaliseStatus } from "../verdict/status-forms.ts";
import { concernOf, describeLine, type LineConcern, type ReportedLine } from "./reported-line.ts";
import { shortText, withoutIdentifiers } from "./text.ts";
import type { ReasonGroup } from "./watch-report-types.ts";

/** Groups the lines that did not end well by why, in bounded memory. */
export interface ReasonCollector {
  add(line: ReportedLine): void;
  /** Most devices first. */
  groups(): readonly ReasonGroup[];
}

/** `maxReasons`: what comes behind is one group a state, "other reasons". */
export function createReasonCollector({ maxReasons = 200, maxExamples = 3 } = {}): ReasonCollector {
  const groups = new Map<string, OpenGroup>();

  function groupOf({ state, words }: Trouble, line: ReportedLine): OpenGroup {
    const reason =
      words.length === 0 ? meaningOf(state) : words.map((word) => shortReason(word, line)).join("; ");
    const known = groups.get(`${state} ${reason}`);
    if (known !== undefined) return known;
    const kept = groups.size < maxReasons ? reason : otherReasons;
    const key = `${state} ${kept}`;
    const group = groups.get(key) ?? { state, reason: kept, devices: 0, examples: [] };
    groups.set(key, group);
    return group;
  }

  return {
    add(line) {
      // What was not activated in time is no reason; activations that went wrong are named whatever was waited for.
      const trouble = concernOf(line, "uploaded");
      if (!isTrouble(trouble)) return;
      const group = groupOf(trouble, line);
      group.devices++;
      if (group.examples.length < maxExamples) group.examples.push(describeLine(line));
    },
    groups: () => [...groups.values()].sort((a, b) => b.devices - a.devices || compare(a, b)),
  };
}

/** Without identifiers: devices have their reasons in common. */
function shortReason(word: string, { identifiers }: ReportedLine): string {
  return shortText(withoutIdentifiers(generaliseStatus(word, identifiers)));
}

interface OpenGroup extends ReasonGroup {
  devices: number;
  readonly examples: string[];
}

type Trouble = LineConcern & { readonly state: ReasonGroup["state"] };

function isTrouble(line: LineConcern): line is Trouble {
  return line.concern === "failure" || line.concern === "doubt";
}

const otherReasons = "other reasons";

function meaningOf(state: ReasonGroup["state"]): string {
  if (state === "activationFailed") return "the activation failed";
  if (state === "activationUnknown") return "what became of the activation cannot be told";
  return lineStates[state].meaning;
}

function compare(a: ReasonGroup, b: ReasonGroup): number {
  return `${a.state} ${a.reason}` < `${b.state} ${b.reason}` ? -1 : 1;
}
