import { seededGenerator, shuffled } from "../seeded.ts";
import type { AcceptedRequest } from "./accepted-request.ts";
import type { CallbackBehaviour, CallbackCut } from "./behaviour.ts";
import type { JudgedActivation, JudgedLine, JudgedRequest } from "./judge-lines.ts";
import type { LineCount } from "./line-texts.ts";

/** One callback, before it is written: small, for a million of them may wait. */
export type CallbackMessage =
  | LinesMessage
  | { readonly kind: "fault"; readonly text: string }
  | { readonly kind: "activation"; readonly activation: JudgedActivation };

/** The upload's lines `from` up to but not including `to`, and how many were reported with them or before. */
export interface LinesMessage {
  readonly kind: "lines" | "submitted";
  readonly from: number;
  readonly to: number;
  readonly success: number;
  readonly failed: number;
}

/** All callbacks of a request. A wave begins when each callback of the one before was sent once. */
export interface MessagePlan {
  /** In the order in which callbacks number them. */
  readonly lines: readonly JudgedLine[];
  /** Of an upload to DeviceService, of an activation to CarrierService. */
  readonly waves: readonly (readonly CallbackMessage[])[];
  /** Of an upload that activates, to CarrierService. */
  readonly activationWave: readonly CallbackMessage[];
}

/** Deals a judged request to callbacks. */
export function planMessages(judged: JudgedRequest, behaviour: CallbackBehaviour, seed: number): MessagePlan {
  const { request } = judged;
  const next = seededGenerator(seed, `order/${request.requestId}`);
  const inOrder = <T>(items: readonly T[]) => (behaviour.shuffle ? shuffled(items, next) : items);
  const copied = (messages: readonly CallbackMessage[]) =>
    messages.flatMap((message) => Array<CallbackMessage>(behaviour.copies).fill(message));
  const activations = copied(
    judged.activations.map((activation) => ({ kind: "activation", activation }) as const),
  );
  if (request.operation === "changeDeviceState")
    return { lines: [], waves: [inOrder(activations)], activationWave: [] };
  const packageFault = packageFaultOf(request, behaviour);
  if (packageFault !== undefined) {
    return { lines: [], waves: [copied([{ kind: "fault", text: packageFault }])], activationWave: [] };
  }
  const lines = inOrder(judged.lines);
  const waves = uploadWaves(lines, behaviour).map(copied);
  return {
    lines,
    waves: behaviour.shuffle ? [inOrder(waves.flat())] : waves,
    activationWave: behaviour.pending === "only" ? [] : inOrder(activations),
  };
}

/** The text of the fault with which an upload fails as a whole; undefined: it does not. */
export function packageFaultOf(
  request: AcceptedRequest,
  behaviour: Pick<CallbackBehaviour, "packageFault">,
): string | undefined {
  return request.packageFault ?? behaviour.packageFault;
}

function uploadWaves(
  lines: readonly JudgedLine[],
  { cut, pending }: CallbackBehaviour,
): readonly (readonly CallbackMessage[])[] {
  const whole: LinesMessage = { kind: "submitted", from: 0, to: lines.length, success: 0, failed: 0 };
  if (pending === "only") return cutWaves(lines, cut).map((wave) => wave.map(asSubmitted));
  return pending === "first" ? [[whole], ...cutWaves(lines, cut)] : cutWaves(lines, cut);
}

function asSubmitted({ from, to }: LinesMessage): LinesMessage {
  return { kind: "submitted", from, to, success: 0, failed: 0 };
}

function cutWaves(lines: readonly JudgedLine[], cut: CallbackCut): readonly (readonly LinesMessage[])[] {
  const whole = { kind: "lines", from: 0, to: lines.length, ...tally(lines) } as const;
  switch (cut.kind) {
    case "whole":
      return [[whole]];
    case "perDevice":
      return [pieces(lines, 1)];
    case "split":
      return [pieces(lines, cut.lines), [{ ...whole, from: lines.length }]];
  }
}

function pieces(lines: readonly JudgedLine[], size: number): readonly LinesMessage[] {
  const messages: LinesMessage[] = [];
  let [success, failed] = [0, 0];
  for (let from = 0; from < lines.length; from += size) {
    const piece = lines.slice(from, from + size);
    const counted = tally(piece);
    success += counted.success;
    failed += counted.failed;
    messages.push({ kind: "lines", from, to: from + piece.length, success, failed });
  }
  return messages;
}

function tally(lines: readonly JudgedLine[]): { readonly success: number; readonly failed: number } {
  const count = (counts: LineCount): number => lines.filter((line) => line.counts === counts).length;
  return { success: count("success"), failed: count("failed") };
}
