import { visibleText } from "../visible-text.ts";

/** A line for people. `level` says how it is coloured, and what --quiet leaves out. */
export interface TextLine {
  readonly level: "info" | "detail" | "good" | "warning" | "error";
  readonly text: string;
}

/** "1,234". Not toLocaleString: its first call loads the locales, 20 ms. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** "1 device", "1,234 devices". */
export function formatDevices(count: number): string {
  return formatNumber(count, "device", "devices");
}

/** "1 row", "1,234 rows". */
export function formatRows(count: number): string {
  return formatNumber(count, "row", "rows");
}

/** "1 redelivery", "1,234 redeliveries". */
export function formatNumber(count: number, one: string, many: string): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** Text from outside, visible, and cut where it would flood a report. */
export function shortText(text: string): string {
  return visibleText(text.length > maxTextLength ? `${text.slice(0, maxTextLength)}…` : text);
}

const maxTextLength = 300;

/** A text that names its device, as one with all that say the same of others: "IMEI … is invalid". */
export function withoutIdentifiers(text: string): string {
  return text.replace(/\b(?=[A-F]*\d)[\dA-F]{8,}\b/gi, "…");
}

/** "45 s", "12 min 5 s", "3 h 20 min", "2 d 4 h"; cut, not rounded, and never negative. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const place = durationUnits.findIndex(({ size }) => seconds >= size);
  const unit = durationUnits[place];
  if (unit === undefined) return `${seconds} s`;
  const smaller = durationUnits[place + 1] ?? { size: 1, name: "s" };
  const rest = Math.floor((seconds % unit.size) / smaller.size);
  return `${Math.floor(seconds / unit.size)} ${unit.name}${rest === 0 ? "" : ` ${rest} ${smaller.name}`}`;
}

/** "45 s ago", "3 h ago": in its largest unit. */
export function formatAge(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const { size, name } = durationUnits.find((unit) => seconds >= unit.size) ?? { size: 1, name: "s" };
  return `${Math.floor(seconds / size)} ${name} ago`;
}

const durationUnits = [
  { size: 86_400, name: "d" },
  { size: 3600, name: "h" },
  { size: 60, name: "min" },
] as const;

/** "SKU VZW1", "SKUs VZW1, VZW2", or how many where that would be long. */
export function formatSkus(skus: readonly string[]): string {
  if (skus.length > maxNamedSkus) return `${formatCount(skus.length)} SKUs`;
  return `${skus.length === 1 ? "SKU" : "SKUs"} ${skus.map(visibleText).join(", ")}`;
}

const maxNamedSkus = 5;

/** "SKU VZW1", or nothing where there is none. */
export function skuWords(sku: string | undefined): readonly string[] {
  return sku === undefined ? [] : [`SKU ${visibleText(sku)}`];
}
