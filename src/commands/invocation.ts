import type { GivenFlags } from "../config/given-flags.ts";
import type { SettingValues } from "../config/setting-values.ts";
import type { Context } from "../context.ts";

/** What a command gets from its command line. */
export interface Invocation {
  /** The positional arguments. */
  readonly operands: readonly string[];
  /** As given on the command line; `values` has them, too, with all that was set elsewhere. */
  readonly flags: GivenFlags;
  readonly values: SettingValues;
  /** The words behind the program's name, for the "next command". */
  readonly words: readonly string[];
}

/** Runs a command; the number is the exit code. Expected failures may be thrown as VzuploadError. */
export type RunCommand = (invocation: Invocation, context: Context) => Promise<number>;
