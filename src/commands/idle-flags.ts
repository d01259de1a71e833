import { flagName, type SettingName } from "../config/settings.ts";
import { VzuploadError } from "../errors.ts";
import type { Invocation } from "./invocation.ts";

/** Flags that do nothing unless another one is there. */
export interface IdleFlags {
  readonly names: readonly SettingName[];
  /** The flag that is not there: "--watch". */
  readonly without: string;
  /** What is to be known before a flag is left out: ": where ..." */
  readonly note?: string;
}

/** A flag that would do nothing is a mistake: who gave it counts on it. Errors: VzuploadError "usage". */
export function refuseIdleFlags(
  { flags }: Pick<Invocation, "flags">,
  { names, without, note = "" }: IdleFlags,
): void {
  const idle = names.find((name) => Object.hasOwn(flags, name));
  if (idle === undefined) return;
  const flag = flagName(idle);
  throw new VzuploadError("usage", `${flag} has no effect without ${without}.`, {
    hint: `Add ${without}, or leave ${flag} out${note}.`,
  });
}
