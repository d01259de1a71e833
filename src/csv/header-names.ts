import type { ColumnMeaning } from "../devices/column-meanings.ts";
import {
  type IdentifierKind,
  identifierKinds,
  identifiers,
  normaliseIdentifier,
} from "../devices/identifiers.ts";
import { type RowTermKind, rowTermKinds } from "../devices/row-terms.ts";

/** The identifier that a column heading names, if any; case, blanks, underscores, dashes, dots do not matter. */
export function identifierOfHeader(cell: string): IdentifierKind | undefined {
  return kindOfAlias.get(bareHeader(cell));
}

/** The identifier or row term that a column heading names, if any. */
export function meaningOfHeader(cell: string): ColumnMeaning | undefined {
  const bare = bareHeader(cell);
  return kindOfAlias.get(bare) ?? termOfAlias.get(bare);
}

function bareHeader(cell: string): string {
  return cell.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
}

/** The kind whose form a cell has; a cell that fits two (14 digits: MEID) is of the first. */
export function identifierOfValue(cell: string): IdentifierKind | undefined {
  return identifierKinds.find((kind) => identifiers[kind].hasForm(normaliseIdentifier(kind, cell)));
}

/** Whether a cell is an identifier rather than a heading, even a damaged one: it has eight digits or more and little else. */
export function looksLikeIdentifier(cell: string): boolean {
  return (
    identifierOfValue(cell) !== undefined ||
    (!/\p{L}/u.test(cell) && (cell.match(/[0-9]/g)?.length ?? 0) >= 8) ||
    /^\s*\d[\d.,]*E\+?\d+\s*$/i.test(cell)
  );
}

/** Written without blanks and punctuation, in lower case. */
const aliases = {
  imei: [
    "imei",
    "imeinumber",
    "imeino",
    "imeinr",
    "imeicode",
    "imeiid",
    "imeisv",
    "deviceid",
    "deviceimei",
    "moduleimei",
    "modemimei",
  ],
  iccid: [
    "iccid",
    "iccidnumber",
    "iccidno",
    "iccidnr",
    "sim",
    "simid",
    "simno",
    "simnumber",
    "simiccid",
    "simcard",
    "simcardid",
    "simcardnumber",
    "simserialnumber",
    "uiccid",
    "usimid",
  ],
  eid: ["eid", "eidnumber", "eidno", "eidnr", "euiccid", "euicceid", "esimid", "esimeid", "esimnumber"],
  meid: ["meid", "meidnumber", "meidno", "meidhex", "hexmeid", "devicemeid"],
  esn: ["esn", "esnnumber", "esnno", "esnhex", "hexesn", "deviceesn"],
} as const satisfies Record<IdentifierKind, readonly string[]>;

const kindOfAlias: ReadonlyMap<string, IdentifierKind> = new Map(
  identifierKinds.flatMap((kind) => aliases[kind].map((alias) => [alias, kind] as const)),
);

const termAliases = {
  sku: [
    "sku",
    "devicesku",
    "skunumber",
    "skuno",
    "skunr",
    "skunummer",
    "skuid",
    "skucode",
    "verizonsku",
    "skuverizon",
    "vzwsku",
    "skuvzw",
  ],
  plan: ["plan", "serviceplan", "serviceplancode", "rateplan", "plancode"],
  zip: ["zip", "zipcode", "mdnzip", "mdnzipcode", "postalcode", "postcode"],
} as const satisfies Record<RowTermKind, readonly string[]>;

const termOfAlias: ReadonlyMap<string, RowTermKind> = new Map(
  rowTermKinds.flatMap((term) => termAliases[term].map((alias) => [alias, term] as const)),
);
