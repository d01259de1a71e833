import { VzuploadError } from "../errors.ts";
import type { Setting } from "./setting.ts";
import { isHidden, type SettingName, settingOf, type settings } from "./settings.ts";

type ValueOfKind = {
  readonly text: string;
  readonly choice: string;
  readonly switch: boolean;
  /** A duration is in milliseconds. */
  readonly duration: number;
  readonly durations: readonly number[];
  /** In milliseconds. */
  readonly age: number;
  readonly integer: number;
  readonly list: readonly string[];
};

export type SettingValue = ValueOfKind[Setting["kind"]];

export type SettingValues = { readonly [Name in SettingName]?: ValueOfKind[(typeof settings)[Name]["kind"]] };

/** The value of a text or of a JSON value, or a usage error that names where it came from. */
export function parseSettingValue(name: SettingName, raw: unknown, source: string): SettingValue {
  const setting = settingOf(name);
  const value = parsers[setting.kind](raw, setting);
  if (value !== undefined) return value;
  const shown = isHidden(setting) ? "the value" : JSON.stringify(raw);
  throw new VzuploadError("usage", `${source}: ${shown} is not ${expectations[setting.kind](setting)}.`, {
    hint: "Correct the value.",
  });
}

type Parser = (raw: unknown, setting: Setting) => SettingValue | undefined;

const parsers = {
  text: (raw) => (typeof raw === "string" && raw.trim() !== "" ? raw : undefined),
  choice: (raw, { choices = [] }) => (typeof raw === "string" && choices.includes(raw) ? raw : undefined),
  switch: (raw) => switchTexts.get(scalarText(raw).toLowerCase()),
  integer: (raw) => (/^\d{1,9}$/.test(scalarText(raw)) ? Number(raw) : undefined),
  duration: (raw) => parseDurationMs(scalarText(raw)),
  durations: parseDurations,
  age: (raw) => parseAgeMs(scalarText(raw)),
  list: parseList,
} as const satisfies Record<Setting["kind"], Parser>;

const expectations = {
  text: () => "a non-empty text",
  choice: ({ choices = [] }) => `one of ${choices.join(", ")}`,
  switch: () => "true or false",
  integer: () => "a whole number",
  duration: () => "a duration such as 500ms, 90s, 10m or 2h",
  durations: () => "a list of durations such as 500ms,90s,10m",
  age: () => "a number of days such as 90d",
  list: () => "a list of non-empty texts",
} as const satisfies Record<Setting["kind"], (setting: Setting) => string>;

/** Of a text, number or boolean; a list of one would read like its member. */
function scalarText(raw: unknown): string {
  return typeof raw === "object" ? "" : String(raw);
}

/** A flag that was given several times, or a JSON array; a text is split at its commas. */
function parseList(raw: unknown): readonly string[] | undefined {
  const parts: readonly unknown[] = Array.isArray(raw) ? raw : String(raw).split(",");
  const texts = parts.map((part) => (typeof part === "string" ? part.trim() : ""));
  return texts.length > 0 && !texts.includes("") ? texts : undefined;
}

function parseDurations(raw: unknown): readonly number[] | undefined {
  const durations = parseList(raw)?.map(parseDurationMs);
  return durations?.every((ms) => ms !== undefined) ? durations : undefined;
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

function parseAgeMs(text: string): number | undefined {
  const [, days] = /^(\d{1,5})d$/.exec(text) ?? [];
  return days === undefined ? undefined : Number(days) * 86_400_000;
}
