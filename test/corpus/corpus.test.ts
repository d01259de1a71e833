import { describe, expect, test } from "vitest";
import { comments } from "./comments.ts";
import { compression } from "./compression.ts";
import { damage } from "./damage.ts";
import { dialects } from "./dialects.ts";
import { encodings } from "./encodings.ts";
import { headers } from "./headers.ts";
import { otherFormats } from "./other-formats.ts";
import { corpusFiles, fileOf, outcomeOf } from "./outcome.ts";
import { rowTerms } from "./row-terms.ts";
import { uploadTypes } from "./upload-types.ts";

const themes = {
  uploadTypes,
  encodings,
  dialects,
  comments,
  compression,
  headers,
  otherFormats,
  damage,
  rowTerms,
};

describe.each(Object.entries(themes))("%s", (_, rows) => {
  test.each(rows.map((row) => [row[0], row.slice(1)] as const))("%s", async (words, outcome) => {
    expect(await outcomeOf(words)).toEqual(outcome);
  });
});

test("every input has a row, and every row an input", () => {
  const named = Object.values(themes).flatMap((rows) => rows.map(([words]) => fileOf(words)));
  expect([...new Set(named)].sort()).toEqual(corpusFiles());
});
