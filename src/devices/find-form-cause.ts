import { codeTests } from "./code-causes.ts";
import { lookAtDamage } from "./damaged-cell.ts";
import { digitTests } from "./digit-causes.ts";
import type { CauseTest, FormCause } from "./form-causes.ts";
import type { IdentifierKind } from "./identifiers.ts";
import { writingTests } from "./writing-causes.ts";

/**
 * The probable cause for which a cell does not hold an identifier of its kind, if it can be told from the cell. A matter of
 * microseconds whatever the cell: of a long one only the beginning is looked at.
 */
export function findFormCause(kind: IdentifierKind, cell: string): FormCause | undefined {
  const damaged = lookAtDamage(kind, cell);
  return tests.find(([, holds]) => holds(damaged))?.[0];
}

/** The surest first: each may count on those before it not holding. */
const tests: readonly CauseTest[] = [...writingTests, ...codeTests, ...digitTests];
