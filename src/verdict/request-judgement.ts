import type { DeviceWords, WordClass } from "./device-words.ts";
import { activationStates, type RequestMood, stateOfLine } from "./final-states.ts";
import type { ActivationState, JudgedLine, RequestJudgement, StatusCount } from "./judgement.ts";
import type { LineState } from "./line-states.ts";
import { type OperatorWords, operatorText } from "./operator-words.ts";
import type { RequestEvidence } from "./request-evidence.ts";
import type { RequestStanding } from "./request-standing.ts";
import type { DeviceNames } from "./tallied-devices.ts";
import { otherText, type WordKind, type WordTexts } from "./word-texts.ts";

/** All that a request's lines are judged by. */
export interface Judging {
  readonly evidence: RequestEvidence;
  readonly standing: RequestStanding;
  /** Activation was asked for. */
  readonly activates: boolean;
}

/** What is to be said of one device. */
export function judgeLine(judging: Judging, device: number, names: DeviceNames): JudgedLine {
  const { lines, lineTexts, activations, activationTexts } = judging.evidence;
  const state = lineStateOf(judging, device);
  const said = wordsOn(device, lines, lineTexts, names);
  const word = judging.evidence.operator.get(device);
  const words = word === undefined ? said : [operatorText(word.text), ...said];
  const reasons = word === undefined ? reasonsFor(device, state, judging) : [];
  return {
    place: names.place,
    identifiers: names.identifiers,
    state,
    words: reasons.length === 0 ? words : [...words, ...reasons],
    activation: activationOf(judging, device),
    activationWords: wordsOn(device, activations, activationTexts, names),
  };
}

/** The state of one device's line. */
export function lineStateOf({ evidence: { lines, operator }, standing }: Judging, device: number): LineState {
  const word = operator.get(device);
  return word !== undefined ? stateOfWord(word.kind, standing) : stateOfLine(lines.classOf(device), standing);
}

/** The state of one device's activation; undefined: not asked for, and nothing was said of it. */
export function activationOf(
  { evidence: { activations }, activates }: Judging,
  device: number,
): ActivationState | undefined {
  const word = activations.classOf(device);
  return word === "none" && !activates ? undefined : activationStates[word];
}

function wordsOn(
  device: number,
  words: DeviceWords,
  texts: WordTexts,
  { identifiers }: DeviceNames,
): readonly string[] {
  const all = words.textsOf(device).map((text) => texts.textFor(text, identifiers));
  if (words.hasMore(device)) all.push(otherText);
  return all.length < 2 ? all : [...new Set(all)].sort();
}

/** Why a line is in a state that its own words alone would not give it. */
function reasonsFor(
  device: number,
  state: LineState,
  { evidence: { lines, faults }, standing: { effect, disagreement } }: Omit<Judging, "activates">,
): readonly string[] {
  const isContradicted = lines.isContradicted(device);
  if (effect === "none" && disagreement === undefined && !isContradicted) return none;
  const words = lines.classOf(device);
  const isOverruled = effect === "contradicted" || words === "none" || words === "pending";
  const isDoubted = disagreement !== undefined && (effect === "contradicted" || state === "inconsistent");
  return [
    ...(isContradicted ? [contradictionText] : []),
    ...(effect !== "none" && isOverruled ? faults.words : []),
    ...(isDoubted ? [disagreement] : []),
  ];
}

const none: readonly string[] = [];
const contradictionText = "the platform's identifiers for it belong to more than one device";

/** Devices by state; states without any are left out. */
export function countLineStates({ standing }: Judging): RequestJudgement["states"] {
  const states: Partial<Record<LineState, number>> = {
    ...countInto((word) => stateOfLine(word, standing), standing.counts),
  };
  for (const [word, count] of Object.entries(standing.ruled) as [WordKind, number][]) {
    // as: the record's own keys
    const state = stateOfWord(word, standing);
    if (count > 0) states[state] = (states[state] ?? 0) + count;
  }
  return states;
}

/** The same of activations. */
export function countActivations({
  evidence,
  standing,
  activates,
}: Judging): RequestJudgement["activations"] {
  const { activations } = evidence;
  const devices = standing.devices ?? evidence.devices.size;
  const said = {
    success: activations.count("success"),
    failed: activations.count("failed"),
    unknown: activations.count("unknown"),
    mixed: activations.count("mixed"),
  };
  const none = devices - said.success - said.failed - said.unknown - said.mixed;
  return countInto<ActivationState>((word) => activationStates[word], {
    none: activates ? none : 0,
    pending: 0,
    ...said,
  });
}

function countInto<State extends string>(
  stateOf: (word: WordClass) => State,
  counts: Readonly<Record<WordClass, number>>,
): Readonly<Partial<Record<State, number>>> {
  const states: Partial<Record<State, number>> = {};
  for (const [word, count] of Object.entries(counts) as readonly (readonly [WordClass, number])[]) {
    // as: the record's own keys
    const state = stateOf(word);
    if (count > 0) states[state] = (states[state] ?? 0) + count;
  }
  return states;
}

/** How many devices each text was said of, most first; texts that differ in the devices' identifiers are one. */
export function countStatuses({
  evidence: { lines, lineTexts, operator },
  standing,
}: Judging): readonly StatusCount[] {
  const said = [...lines.countTexts()].map(([text, devices]) => ({
    text: lineTexts.formOf(text),
    state: stateOfWord(lineTexts.kindOf(text), standing),
    devices,
  }));
  return [...said, ...countOperatorTexts(operator, standing)].sort(
    (a, b) => b.devices - a.devices || (`${a.text} ${a.state}` < `${b.text} ${b.state}` ? -1 : 1),
  );
}

function countOperatorTexts(operator: OperatorWords, mood: RequestMood): readonly StatusCount[] {
  const counts = new Map<string, StatusCount>();
  for (const { kind, text } of operator.values()) {
    const key = operatorText(text);
    const devices = (counts.get(key)?.devices ?? 0) + 1;
    counts.set(key, { text: key, state: stateOfWord(kind, mood), devices });
  }
  return [...counts.values()];
}

/** What a word means by itself. */
function stateOfWord(kind: WordKind, { done }: Pick<RequestMood, "done">): LineState {
  return kind === "success" ? done : kind;
}
