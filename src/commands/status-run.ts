import type { Context } from "../context.ts";
import type { TextLine } from "../reports/text.ts";
import type { Store } from "../store/store.ts";
import type { Printer } from "../terminal/printer.ts";
import type { Invocation } from "./invocation.ts";
import type { StatusOptions } from "./status-options.ts";

export interface StatusRun {
  readonly options: StatusOptions;
  /** As its files say: what callbacks settle is not in it. */
  readonly store: Store;
  readonly printer: Printer;
  readonly invocation: Invocation;
  readonly context: Context;
}

/** Lines that are the result of a command; details only with --verbose. */
export function printResult(lines: readonly TextLine[], { printer, invocation }: StatusRun): void {
  const shown = lines.filter(({ level }) => level !== "detail" || invocation.values.verbose);
  printer.result(shown.map(({ text }) => `${text}\n`).join(""));
}
