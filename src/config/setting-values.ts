import { VzuploadError } from "../errors.ts";
import { type Setting, type SettingName, settingOf, type settings } from "./settings.ts";

type ValueOfKind = {
  readonly text: string;
  readonly choice: string;
  readonly switch: boolean;
  /** A duration is in milliseconds. */
  readonly duration: number;
  readonly integer: number;
};

export type SettingValues = { readonly [Name in SettingName]?: ValueOfKind[(typeof settings)[Name]["kind"]] };

/** The value of a text or of a JSON value, or a usage error that names where it came from. */
export function parseSettingValue(
  name: SettingName,
  raw: unknown,
  source: string,
): string | number | boolean {
  const setting = settingOf(name);
  const value = parsers[setting.kind](raw, setting);
  if (value !== undefined) return value;
  const shown = setting.secret ? "the value" : JSON.stringify(raw);
  throw new VzuploadError("usage", `${source}: ${shown} is not ${expectations[setting.kind](setting)}.`, {
    hint: "Correct the value.",
  });
}

type Parser = (raw: unknown, setting: Setting) => string | number | boolean | undefined;

const parsers = {
  text: (raw) => (typeof raw === "string" && raw.trim() !== "" ? raw : undefined),
  choice: (raw, { choices = [] }) => (typeof raw === "string" && choices.includes(raw) ? raw : undefined),
  switch: (raw) => switchTexts.get(scalarText(raw).toLowerCase()),
  integer: (raw) => (/^\d{1,9}$/.test(scalarText(raw)) ? Number(raw) : undefined),
  duration: (raw) => parseDurationMs(scalarText(raw)),
} as const satisfies Record<Setting["kind"], Parser>;

const expectations = {
  text: () => "a non-empty text",
  choice: ({ choices = [] }) => `one of ${choices.join(", ")}`,
  switch: () => "true or false",
  integer: () => "a whole number",
  duration: () => "a duration such as 500ms, 90s, 10m or 2h",
} as const satisfies Record<Setting["kind"], (setting: Setting) => string>;

/** Of a text, number or boolean; a list of one would read like its member. */
function scalarText(raw: unknown): string {
  return typeof raw === "object" ? "" : String(raw);
}

const switchTexts: ReadonlyMap<string, boolean> = new Map([
  ...["1", "true", "yes", "on"].map((text) => [text, true] as const),
  ...["0", "false", "no", "off"].map((text) => [text, false] as const),
]);

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** At most 24 hours: longer than any wait that makes sense, and within what timers can hold. */
const maxDurationMs = 86_400_000;

function parseDurationMs(text: string): number | undefined {
  const [, amount, unit] = /^(\d{1,9}(?:\.\d{1,3})?)(ms|s|m|h)$/.exec(text) ?? [];
  const ms = Number(amount) * (unitMs[unit ?? ""] ?? Number.NaN);
  return ms > 0 && ms <= maxDurationMs ? ms : undefined;
}
