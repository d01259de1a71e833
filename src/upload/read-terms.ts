import type { ColumnPlan, TermColumn } from "../csv/column-plan.ts";
import { forbiddenCharacterIn, isZipCode, looksLikeSku, plainText } from "../devices/lawful-text.ts";
import type { ProblemKind } from "../devices/problem-texts.ts";
import { type ProblemLog, visibleValue } from "../devices/problems.ts";
import type { RowTermKind, RowTermsList } from "../devices/row-terms.ts";
import { VzuploadError } from "../errors.ts";
import type { TermSettings } from "./read-types.ts";

/** Tells what the rows of one source ask for beside their identifiers. */
export interface TermChecks {
  /** The number of a row's terms; undefined: they are not lawful, which is a problem of the row by now. */
  termsOf(row: readonly string[], line: number): number | undefined;
}

export interface TermScope {
  /** Of the source, for messages. */
  readonly name: string;
  readonly source: number;
  readonly plan: Pick<ColumnPlan, "terms">;
  readonly settings: TermSettings;
  readonly list: RowTermsList;
  readonly problems: ProblemLog;
}

/** VzuploadError "usage" where neither the source nor a setting says what is needed. */
export function createTermChecks(scope: TermScope): TermChecks {
  const { name, plan, settings, list } = scope;
  const missing = settings.required.find(
    (term) => plan.terms[term] === undefined && settings.defaults[term] === undefined,
  );
  if (missing !== undefined) throw missingSetting(missing, name);
  const columns = settings.wanted.flatMap((term) => {
    const column = plan.terms[term];
    return column === undefined ? [] : [{ term, ...column }];
  });
  if (columns.length === 0) {
    const number = list.numberOf(settings.defaults, name);
    return { termsOf: () => number };
  }
  return checkColumns(columns, scope);
}

type TermColumns = readonly (TermColumn & { readonly term: RowTermKind })[];

function checkColumns(columns: TermColumns, scope: TermScope): TermChecks {
  const { name, settings, list } = scope;
  // Mostly the row before said the same.
  let lastCells: readonly (string | undefined)[] = [];
  let lastNumber: number | undefined;
  return {
    termsOf(row, line) {
      if (lastNumber !== undefined && columns.every(({ column }, at) => row[column] === lastCells[at]))
        return lastNumber;
      const terms: { [Kind in RowTermKind]: string | undefined } = { ...settings.defaults };
      let isGood = true;
      for (const each of columns) {
        const text = plainText(row[each.column] ?? "");
        if (text !== "") terms[each.term] = text;
        if (refuseTerm(each, text, line, scope)) isGood = false;
      }
      if (!isGood) return undefined;
      lastCells = columns.map(({ column }) => row[column]);
      lastNumber = list.numberOf(terms, `${name}:${line}`);
      return lastNumber;
    },
  };
}

/** Whether the cell is a problem, which is then recorded. */
function refuseTerm(
  { term, label }: TermColumns[number],
  text: string,
  line: number,
  { source, settings, problems }: TermScope,
): boolean {
  const kind = problemOf(term, text, settings);
  if (kind === undefined) return false;
  problems.add({ kind, severity: "error", source, line, column: label, value: visibleValue(text) });
  return true;
}

function problemOf(term: RowTermKind, text: string, settings: TermSettings): ProblemKind | undefined {
  const given = settings.defaults[term];
  if (text === "") return given === undefined ? `${term}-missing` : undefined;
  if (forbiddenCharacterIn(text) !== undefined) return "forbidden-character";
  if (term === "sku" && !looksLikeSku(text)) return "sku-form";
  if (term === "zip" && !isZipCode(text)) return "zip-form";
  return settings.flags.has(term) && text !== given ? "differs-from-flag" : undefined;
}

const settingWords = {
  sku: { flag: "--sku", meaning: "the SKU of the devices", example: "--sku VZW120000440008" },
  plan: {
    flag: "--service-plan",
    meaning: "the service plan to activate with",
    example: "--service-plan SBG4G",
  },
  zip: { flag: "--zip", meaning: "the ZIP code to activate in", example: "--zip 12345" },
} as const satisfies Record<
  RowTermKind,
  { readonly flag: string; readonly meaning: string; readonly example: string }
>;

function missingSetting(term: RowTermKind, name: string): VzuploadError {
  const { flag, meaning, example } = settingWords[term];
  return new VzuploadError(
    "usage",
    `${flag} is missing: ${meaning}; and ${name} has no column that says it for each row.`,
    {
      hint: `Add ${example}, or set it in the environment or in vzupload.config.json; or say which column has it: --map '${term}=...'`,
    },
  );
}
