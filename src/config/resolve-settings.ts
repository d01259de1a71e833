import type { Context } from "../context.ts";
import type { GivenFlags } from "./given-flags.ts";
import type { SettingValues } from "./setting-values.ts";
import type { SettingName } from "./settings.ts";
import { surveySettings, valuesOf } from "./survey-settings.ts";

/** The values of the named settings, as `surveySettings` finds them. Errors: VzuploadError "usage", the first that it has. */
export function resolveSettings(
  names: readonly SettingName[],
  flags: GivenFlags,
  context: Context,
): SettingValues {
  const survey = surveySettings(names, flags, context);
  const [error] = survey.errors;
  if (error !== undefined) throw error;
  return valuesOf(survey);
}

/** The same, leaving out what is wrong: for commands that say themselves what that is. */
export function resolveSoundSettings(
  names: readonly SettingName[],
  flags: GivenFlags,
  context: Context,
): SettingValues {
  return valuesOf(surveySettings(names, flags, context));
}
