import type { WordKind } from "./word-texts.ts";

/** The operator's word on a device. */
export interface OperatorWord {
  readonly kind: WordKind;
  /** The platform's text, verbatim. */
  readonly text: string;
}

/** By device: the operator's last word on it. */
export type OperatorWords = ReadonlyMap<number, OperatorWord>;

/** How a text that comes by the operator is shown, wherever texts of the platform are. */
export function operatorText(text: string): string {
  return `${text} (by the operator's word)`;
}
