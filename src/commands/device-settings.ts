import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import type { SettingName } from "../config/settings.ts";
import type { Context } from "../context.ts";
import { parseColumnMap } from "../csv/column-map.ts";
import { parseColumns } from "../csv/parse-columns.ts";
import { parseDelimiter, parseEncoding } from "../csv/parse-shape.ts";
import { type RowTermKind, rowTermKinds } from "../devices/row-terms.ts";
import { VzuploadError } from "../errors.ts";
import type { DeviceSource, ReadDevicesOptions, TermSettings } from "../upload/read-types.ts";
import type { Invocation } from "./invocation.ts";
import type { RequestSettings } from "./request-settings.ts";

/** Whether the SKU of the devices must be known, may be, or does not matter. */
export type SkuNeed = "needed" | "known" | "none";

/** How the operands are to be read. Errors: VzuploadError "usage"; the files are opened later. */
export function deviceSettings(
  { operands, values, flags }: Invocation,
  request: Pick<RequestSettings, "sku" | "activate" | "uploadType">,
  context: Context,
  sku: SkuNeed,
): ReadDevicesOptions {
  const stdins = operands.filter((name) => name === "-").length;
  if (stdins > 1 || (stdins === 1 && values.passwordStdin)) {
    throw new VzuploadError("usage", "Standard input can be read once only.", {
      hint: values.passwordStdin
        ? "Give the password by VZUPLOAD_PASSWORD or --password-file."
        : "Name - once.",
    });
  }
  if (operands.length > maxSources) {
    throw new VzuploadError(
      "usage",
      `${operands.length} files are more than one push takes (${maxSources}).`,
      {
        hint: "Push them in several runs, or join them into fewer files.",
      },
    );
  }
  const { columns, map } = values;
  if (columns !== undefined && map !== undefined) {
    throw new VzuploadError("usage", "--map is for files with a header, --columns for files without one.", {
      hint: "Leave one of them out.",
    });
  }
  return {
    sources: operands.map((name) => deviceSource(name, context)),
    ...parseReading(values),
    uploadType: request.uploadType,
    terms: termSettings(request, flags, sku),
    checkDigits: checkDigitModes[values.checkDigits ?? defaultCheckDigits] ?? "warn",
    signal: context.interrupt,
  };
}

/** What is done about wrong check digits when nothing is said. */
export const defaultCheckDigits = "warn";

/** As the flags and a job's record have it. */
interface GivenReading {
  readonly columns?: string | undefined;
  readonly map?: string | undefined;
  readonly delimiter?: string | undefined;
  readonly encoding?: string | undefined;
}

/** How sources are written, parsed. Errors: VzuploadError "usage". */
export function parseReading({
  columns,
  map,
  delimiter,
  encoding,
}: GivenReading): Pick<ReadDevicesOptions, "columns" | "map" | "shape"> {
  return {
    columns: columns === undefined ? undefined : parseColumns(columns),
    map: map === undefined ? undefined : parseColumnMap(map),
    shape: {
      delimiter: delimiter === undefined ? undefined : parseDelimiter(delimiter),
      encoding: encoding === undefined ? undefined : parseEncoding(encoding),
    },
  };
}

/** Rows know their source by 16 bits. */
const maxSources = 10_000;

/** What is asked for beside the identifiers: what the rows or the settings must say, and what is left alone. */
export function termSettings(
  { sku, activate }: Pick<RequestSettings, "sku" | "activate">,
  flags: Invocation["flags"],
  need: SkuNeed,
): TermSettings {
  const ofActivation = activate === undefined ? [] : (["plan", "zip"] as const);
  return {
    wanted: [...(need === "none" ? [] : (["sku"] as const)), ...ofActivation],
    defaults: {
      sku: need === "none" ? undefined : sku,
      plan: activate?.servicePlan,
      zip: activate?.mdnZipCode,
    },
    flags: new Set(rowTermKinds.filter((term) => Object.hasOwn(flags, termSettingNames[term]))),
    required: [...(need === "needed" ? (["sku"] as const) : []), ...ofActivation],
  };
}

const termSettingNames = {
  sku: "sku",
  plan: "servicePlan",
  zip: "zip",
} as const satisfies Record<RowTermKind, SettingName>;

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
