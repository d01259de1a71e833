import type { Inspection, InspectOptions } from "../upload/inspect-devices.ts";

/** Of all rows; where nothing could be read, the one that was given. Undefined: there are several, or none was given. */
export function onlySku(
  inspection: Inspection | undefined,
  { reading }: Pick<InspectOptions, "reading">,
): string | undefined {
  if (inspection === undefined) return reading.terms?.defaults.sku;
  const skus = new Set(inspection.input.terms.map(({ sku }) => sku));
  return skus.size === 1 ? [...skus][0] : undefined;
}
