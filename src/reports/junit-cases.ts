import type { LineState } from "../verdict/line-states.ts";
import { visibleText } from "../visible-text.ts";
import {
  concernOf,
  describeIdentifiers,
  describeLine,
  type LineConcern,
  type ReportedLine,
} from "./reported-line.ts";
import { formatCount, formatDevices } from "./text.ts";
import type { WatchReport } from "./watch-report-types.ts";

/** A test case; with a problem it did not pass. All texts are as they are, to be escaped. */
export interface JunitCase {
  readonly className: string;
  /** Unique in its suite and class: GitLab leaves out what it takes for a repetition. */
  readonly name: string;
  readonly problem?: JunitProblem;
}

export interface JunitProblem {
  /** `failure`: something is wrong with the device; `error`: it cannot be told. */
  readonly kind: "failure" | "error";
  readonly type: string;
  readonly message: string;
  /** Lines; GitLab shows these and not the message. */
  readonly details: readonly string[];
}

export interface JunitCaseOptions {
  readonly className: string;
  readonly until: WatchReport["until"];
}

/**
 * The cases of a suite's lines: one for each line that is a problem, one for those of the same fate, one for all that
 * are well.
 */
export function* junitCases(lines: Iterable<ReportedLine>, options: JunitCaseOptions): Generator<JunitCase> {
  const fates = new Map<LineConcern["state"], SharedFate>();
  const well = { uploaded: 0, activated: 0 };
  for (const line of lines) {
    const trouble = concernOf(line, options.until);
    if (trouble.concern === "none") well[trouble.state === "activated" ? "activated" : "uploaded"]++;
    else if (isShared(trouble)) share(fates, trouble, line);
    else yield lineCase(line, trouble, options);
  }
  for (const fate of fates.values()) yield fateCase(fate, options);
  const { className, until } = options;
  if (well.uploaded > 0) yield { className, name: `${formatDevices(well.uploaded)} ${pastOf[until]}` };
  if (well.activated > 0) yield { className, name: `${formatDevices(well.activated)} activated` };
}

const pastOf = { uploaded: "uploaded", activated: "uploaded and activated" } as const;

/** Many lines of which the same is to be said. */
interface SharedFate {
  readonly trouble: LineConcern;
  /** Of the first lines. */
  readonly words: Set<string>;
  readonly first: ReportedLine[];
  devices: number;
}

/** A batch has up to 10,000 devices: a test case for each would hide the others. */
function isShared({ concern, state }: LineConcern): boolean {
  return concern === "open" || sharedStates.has(state);
}

const sharedStates: ReadonlySet<LineConcern["state"]> = new Set<LineState>(["refused", "inDoubt"]);

function share(fates: Map<LineConcern["state"], SharedFate>, trouble: LineConcern, line: ReportedLine): void {
  const fate = fates.get(trouble.state) ?? { trouble, words: new Set(), first: [], devices: 0 };
  fates.set(trouble.state, fate);
  fate.devices++;
  if (fate.first.length === listedDevices) return;
  fate.first.push(line);
  for (const word of trouble.words) fate.words.add(word);
}

const listedDevices = 100;

function fateCase(
  { trouble, words, first, devices }: SharedFate,
  { className }: JunitCaseOptions,
): JunitCase {
  const text = fateTexts[trouble.state] ?? trouble.state;
  const rest = devices - first.length;
  return {
    className,
    name: text,
    problem: {
      kind: kindOf(trouble),
      type: trouble.state,
      message: [`${formatDevices(devices)} ${text}`, ...words].join(": "),
      details: [...words, ...first.map(describeLine), ...(rest > 0 ? [`and ${formatCount(rest)} more`] : [])],
    },
  };
}

const fateTexts: Readonly<Partial<Record<LineConcern["state"], string>>> = {
  awaiting: "not reported in time",
  alreadySent: "not reported in time",
  pending: "still pending at the platform",
  notSent: "not sent",
  refused: "refused as a whole",
  inDoubt: "in doubt: sent without a usable answer",
  activationAwaiting: "not activated in time",
};

function kindOf({ concern }: LineConcern): JunitProblem["kind"] {
  return concern === "failure" ? "failure" : "error";
}

function lineCase(line: ReportedLine, trouble: LineConcern, { className }: JunitCaseOptions): JunitCase {
  const { file, place, batch, requestId, job } = line;
  const words = trouble.words.length === 0 ? [trouble.state] : trouble.words;
  const where = place === undefined ? [] : [`line ${place.line}`];
  const request = requestId === undefined ? [] : [`RequestId ${visibleText(requestId)}`];
  const origin = [
    ...request,
    ...(batch === undefined ? [] : [`batch ${batch}`]),
    ...(job === undefined ? [] : [`job ${job}`]),
  ];
  return {
    className: file ?? className,
    name: [...where, ...describeIdentifiers(line.identifiers)].join(" ") || "a device without identifiers",
    problem: {
      kind: kindOf(trouble),
      type: trouble.state,
      message: words.join("; "),
      details: [describeLine(line), ...words, ...(origin.length === 0 ? [] : [origin.join(", ")])],
    },
  };
}
