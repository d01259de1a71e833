/** A parsed text, or what keeps it from being JSON and where (1-based line). Never quotes the text: what stands there may be a secret. */
export type ParsedJson =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "broken"; readonly line: number; readonly why: string };

/**
 * JSON with comments, as editors know it ("JSONC"): line and block comments, and a comma behind the last member. Stricter than JSON in one
 * thing: a key that an object has twice is an error, for one of the two would be passed over without a word.
 */
export function parseJsonWithComments(text: string): ParsedJson {
  const reader: Reader = { text, at: 0 };
  try {
    const value = readValue(reader, 0);
    skipBlanks(reader);
    if (reader.at < text.length) throw new Broken("there is something behind its end");
    return { kind: "value", value };
  } catch (error) {
    if (!(error instanceof Broken)) throw error;
    return { kind: "broken", line: text.slice(0, reader.at).split("\n").length, why: error.message };
  }
}

/** `at`: what is read next; when reading fails, the place that is told. */
interface Reader {
  readonly text: string;
  at: number;
}

class Broken extends Error {}

const maxDepth = 32;

function readValue(reader: Reader, depth: number): unknown {
  skipBlanks(reader);
  if (depth > maxDepth) throw new Broken("it is nested too deeply");
  if (take(reader, "{")) return readMembers(reader, depth);
  if (take(reader, "[")) return readElements(reader, depth);
  const found = tokenAt(reader);
  if (found === undefined)
    throw new Broken(reader.at < reader.text.length ? "a value is missing" : "its end is missing");
  const value = readScalar(found);
  reader.at += found.length;
  return value;
}

/** A text in quotes, or a word. Undefined: there is neither. */
function tokenAt({ text, at }: Reader): string | undefined {
  if (text[at] !== '"') return matchAt(/[-\w.+]+/y, text, at);
  let end = at + 1;
  while (end < text.length && text[end] !== '"' && text[end] !== "\n") end += text[end] === "\\" ? 2 : 1;
  return text[end] === '"' ? text.slice(at, end + 1) : undefined;
}

/** Patterns have no groups that repeat: on a text of many pieces the stack would not hold. */
function matchAt(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0];
}

function readScalar(token: string): unknown {
  try {
    return JSON.parse(token);
  } catch {
    throw new Broken("there is a value that is neither text in quotes, nor a number, true, false or null");
  }
}

function readMembers(reader: Reader, depth: number): object {
  const members = new Map<string, unknown>();
  while (!takeAfterBlanks(reader, "}")) {
    const start = reader.at;
    if (reader.text[start] !== '"') throw new Broken(expected(reader, "a key in quotes"));
    const key = String(readValue(reader, depth + 1));
    if (members.has(key)) {
      reader.at = start;
      throw new Broken("a key is there a second time");
    }
    if (!takeAfterBlanks(reader, ":")) throw new Broken(expected(reader, "a colon"));
    members.set(key, readValue(reader, depth + 1));
    if (!takeAfterBlanks(reader, ",") && reader.text[reader.at] !== "}")
      throw new Broken(expected(reader, "a comma"));
  }
  return Object.fromEntries(members);
}

function readElements(reader: Reader, depth: number): readonly unknown[] {
  const elements: unknown[] = [];
  while (!takeAfterBlanks(reader, "]")) {
    elements.push(readValue(reader, depth + 1));
    if (!takeAfterBlanks(reader, ",") && reader.text[reader.at] !== "]")
      throw new Broken(expected(reader, "a comma"));
  }
  return elements;
}

function expected({ text, at }: Reader, what: string): string {
  return at < text.length ? `${what} is missing` : "its end is missing";
}

function takeAfterBlanks(reader: Reader, character: string): boolean {
  skipBlanks(reader);
  return take(reader, character);
}

function take(reader: Reader, character: string): boolean {
  if (reader.text[reader.at] !== character) return false;
  reader.at++;
  return true;
}

/** Blanks and comments. */
function skipBlanks(reader: Reader): void {
  const piece = /[ \t\r\n]+|\/\/[^\n]*|\/\*[\s\S]*?\*\//y;
  for (;;) {
    const found = matchAt(piece, reader.text, reader.at);
    if (found === undefined) break;
    reader.at += found.length;
  }
  if (reader.text.startsWith("/*", reader.at)) throw new Broken("a comment is not closed");
}
