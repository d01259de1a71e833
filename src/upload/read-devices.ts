import { VzuploadError } from "../errors.ts";
import { createRowChecks } from "./read-checks.ts";
import { readSource } from "./read-source.ts";
import type { DeviceInput, ReadDevicesOptions, SourceReport } from "./read-types.ts";

/**
 * Reads, checks and packs the devices of all sources, one after the other. Wrong rows are problems in the result. Throws
 * VzuploadError: "input" for a source that cannot be read as a device list (no devices at all, another upload type than the
 * one before, too), "usage" for columns that fit no upload type, "interrupted" after an abort.
 */
export async function readDevices(options: ReadDevicesOptions): Promise<DeviceInput> {
  const checks = createRowChecks(options);
  const sources: SourceReport[] = [];
  for (const [index, source] of options.sources.entries()) {
    sources.push(await readSource({ ...options, source, index, checks }));
  }
  const { devices, problems } = checks;
  if (devices === undefined)
    throw new VzuploadError("usage", "No device file was given.", {
      hint: "Name a CSV file, or - for standard input.",
    });
  const rows = sources.reduce((sum, source) => sum + source.rows, 0);
  const { termColumns } = checks;
  const terms = checks.terms.all;
  const { shape = {} } = options;
  return { uploadType: devices.uploadType, devices, terms, termColumns, problems, sources, shape, rows };
}
