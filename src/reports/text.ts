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
  return `${formatCount(count)} ${count === 1 ? "device" : "devices"}`;
}
