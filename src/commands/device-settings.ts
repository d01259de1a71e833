import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { Context } from "../context.ts";
import { parseColumns } from "../csv/parse-columns.ts";
import { VzuploadError } from "../errors.ts";
import type { DeviceSource, ReadDevicesOptions } from "../upload/read-types.ts";
import type { Invocation } from "./invocation.ts";
import type { RequestSettings } from "./request-settings.ts";

/** How the operands are to be read. Errors: VzuploadError "usage"; the files are opened later. */
export function deviceSettings(
  { operands, values }: Invocation,
  { uploadType }: RequestSettings,
  context: Context,
): ReadDevicesOptions {
  const stdins = operands.filter((name) => name === "-").length;
  if (stdins > 1 || (stdins === 1 && values.passwordStdin)) {
    throw new VzuploadError("usage", "Standard input can be read once only.", {
      hint: values.passwordStdin
        ? "Give the password by VZUPLOAD_PASSWORD or --password-file."
        : "Name - once.",
    });
  }
  return {
    sources: operands.map((name) => deviceSource(name, context)),
    columns: values.columns === undefined ? undefined : parseColumns(values.columns),
    uploadType,
    checkDigits: checkDigitModes[values.checkDigits ?? "warn"] ?? "warn",
    signal: context.interrupt,
  };
}

const checkDigitModes: Readonly<Record<string, ReadDevicesOptions["checkDigits"]>> = {
  error: "error",
  warn: "warn",
  off: "off",
};

/** Larger chunks are no faster, and cost memory. */
const readBytes = 65_536;

function deviceSource(name: string, { stdin, cwd }: Context): DeviceSource {
  return {
    name,
    open: () => (name === "-" ? stdin : createReadStream(resolve(cwd, name), { highWaterMark: readBytes })),
  };
}
