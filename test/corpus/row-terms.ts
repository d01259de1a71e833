import type { CorpusRow } from "./outcome.ts";

/** Columns of SKU, service plan and ZIP code; headings that --map names. */
export const rowTerms: readonly CorpusRow[] = [
  [
    "row-terms/sku-plan-zip.csv",
    "5 devices, IMEI ICCID Pair (comma, UTF-8), 4 of VZW120000440008, 1 of VZW120000550009",
  ],
  [
    "row-terms/sku-plan-zip.csv --activate",
    "5 devices, IMEI ICCID Pair (comma, UTF-8), 2 of VZW120000440008 SBG4G 02134, 1 of VZW120000550009 SBG4G 02134, 1 of VZW120000440008 SBG5G 02134, 1 of VZW120000440008 SBG4G 90210",
  ],
  ["row-terms/sku-plan-zip.csv --sku VZW9 --map sku=-", "5 devices, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "row-terms/sku-plan-zip.csv --sku VZW120000440008",
    "4 devices, IMEI ICCID Pair (comma, UTF-8), 4 of VZW120000440008",
    "3:SKU differs-from-flag: VZW120000550009",
  ],
  [
    "row-terms/sku-problems.csv",
    "1 device, IMEI ICCID Pair (comma, UTF-8), 1 of VZW120000440008",
    "3:SKU sku-form: vzw120000440008",
    "4:SKU sku-missing",
    "6:IMEI terms-conflict as on 5: 358755110000046",
    "5:IMEI terms-conflict as on 6: 358755110000046",
  ],
  [
    "row-terms/zip-lost-zero.csv --activate",
    "1 device, IMEI ICCID Pair (comma, UTF-8), 1 of 90210",
    "2:ZIP zip-form: 2134",
  ],
  [
    "row-terms/two-sku-columns.csv",
    'refused: two-sku-columns.csv:1: several columns hold the SKU: "SKU", "Device SKU".',
  ],
  ["row-terms/two-sku-columns.csv --map sku=SKU", "1 device, IMEI ICCID Pair (comma, UTF-8), 1 of VZW1"],
  ["row-terms/map-sku.csv --map sku=serial", "2 devices, IMEI (comma, UTF-8), 1 of A1, 1 of A2"],
  ["row-terms/map-second-imei.csv --map imei=IMEI\u00A02", "1 device, IMEI ICCID Pair (comma, UTF-8)"],
  [
    "row-terms/no-usual-headings.csv",
    'refused: no-usual-headings.csv:1: no column holds an identifier (IMEI, ICCID, EID, MEID, ESN). The header has "Serial 2", "Card", "SKU".',
  ],
  ["row-terms/no-header.csv --columns imei,sku", "2 devices, IMEI (comma, UTF-8), 1 of VZW1, 1 of VZW2"],
];
