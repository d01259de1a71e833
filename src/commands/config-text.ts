import { sourceText } from "../config/sourced-settings.ts";
import { visibleText } from "../visible-text.ts";
import type { ConfigReport, ReportedConfigFile, ReportedSetting, ReportedValue } from "./config-report.ts";

/** The configuration for people, a line each. */
export function configText({ files, profile, settings }: ConfigReport): readonly string[] {
  return [
    "files, strongest first:",
    ...columns(files.map((file) => [visibleText(file.path), fileText(file)])),
    ...(profile === undefined
      ? []
      : [`profile ${profile.name} (${visibleText(sourceText(profile.source))})`]),
    settings.length === 0 ? "nothing is set" : "settings:",
    ...columns(settings.flatMap(rowsOf)),
  ];
}

/** What is set, and where, a line each, without what it hides. */
export function settingLines(settings: readonly ReportedSetting[]): readonly string[] {
  return settings.map((setting) => `${setting.name} ${valueText(setting)} (${placeText(setting)})`);
}

function fileText({ trust, exists, sound, profiles }: ReportedConfigFile): string {
  const names = profiles.length === 0 ? "" : `, profiles ${profiles.join(", ")}`;
  return `the ${trust}'s, ${exists ? "read" : "not there"}${sound ? "" : ", with errors"}${names}`;
}

function rowsOf({ name, hides, ...setting }: ReportedSetting): readonly (readonly string[])[] {
  return [
    [name, valueText(setting), placeText(setting)],
    ...hides.map((hidden) => ["", `hides ${valueText(hidden)}`, placeText(hidden)]),
  ];
}

function valueText({ value, hidden }: ReportedValue): string {
  if (hidden) return "(set, not shown)";
  if (value === undefined) return "-";
  return visibleText(typeof value === "object" ? value.join(",") : String(value));
}

function placeText({ source }: ReportedValue): string {
  switch (source.kind) {
    case "default":
      return "default";
    case "unset":
      return "not set";
    default:
      return visibleText(sourceText(source));
  }
}

/** Each but the last as wide as its widest cell, within reason. */
function columns(rows: readonly (readonly string[])[]): readonly string[] {
  const width = (column: number) =>
    Math.min(maxWidth, Math.max(0, ...rows.map((row) => row[column]?.length ?? 0)));
  const widths = [width(0), width(1)];
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === row.length - 1 ? cell : cell.padEnd(widths[column] ?? 0),
    );
    return `  ${cells.join("  ")}`;
  });
}

const maxWidth = 60;
