import { visibleText } from "../visible-text.ts";

const maxLength = 200;

/** The first 200 characters of a text for people: runs of blanks are one, invisible characters shown, cut with an ellipsis. */
export function excerptOf(text: string): string {
  const characters = [
    ...text
      .slice(0, maxLength * 8)
      .replace(/\s+/g, " ")
      .trim(),
  ];
  const cut = characters.length > maxLength ? [...characters.slice(0, maxLength), "…"] : characters;
  return visibleText(cut.join(""));
}
