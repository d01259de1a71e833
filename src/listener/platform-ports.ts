/** Where a watch listens unless told otherwise: a port of the platform's that needs no privilege and is rarely in use. */
export const defaultPort = 50_551;

const ranges: readonly (readonly [first: number, last: number])[] = [
  [80, 80],
  [443, 443],
  [9001, 9006],
  [28_200, 28_220],
  [50_551, 50_559],
];

/** The platform's ports in words: "80, 443, 9001-9006, ...". */
export const platformPortsText: string = ranges
  .map(([first, last]) => (first === last ? `${first}` : `${first}-${last}`))
  .join(", ");

/** Whether the platform calls back to this port. Source: its callback page. */
export function isPlatformPort(port: number): boolean {
  return ranges.some(([first, last]) => port >= first && port <= last);
}
