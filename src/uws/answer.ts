import type { Fault } from "./fault.ts";
import { describeHtml } from "./html.ts";
import { type Leaf, readLeaves } from "./leaves.ts";
import { type Operation, responseName } from "./operations.ts";
import { walkXml } from "./xml-walk.ts";

/** Reason: begins "the answer ...", no full stop, printable. */
export interface Unreadable {
  readonly kind: "unreadable";
  readonly reason: string;
}

/** An answer to UploadDevices or ChangeDeviceState. */
export type RequestAnswer =
  | { readonly kind: "accepted"; readonly requestId: string }
  | { readonly kind: "fault"; readonly fault: Fault }
  | Unreadable;

export type LogInAnswer =
  | { readonly kind: "token"; readonly token: string }
  | { readonly kind: "fault"; readonly fault: Fault }
  | Unreadable;

/**
 * Reads the answer to an operation that gives a RequestId, by local names in any namespace, values trimmed. A RequestId counts
 * only within the operation's own response and must be the only one; anything that is not clearly an answer or a fault is
 * unreadable.
 */
export function readRequestAnswer(body: Buffer, operation: Operation): RequestAnswer {
  const response = responseName(operation);
  const read = readAnswer(body, (leaf) => isNamed(leaf, "RequestId") && leaf.path.includes(response));
  switch (read.kind) {
    case "values":
      return read.value === undefined
        ? unreadable(`the answer holds ${read.count === 0 ? "no RequestId" : "several RequestIds"}`)
        : { kind: "accepted", requestId: read.value };
    default:
      return read;
  }
}

/** Reads the answer to LogIn or LogOut: the token of the SOAP header, or the SessionToken of the Output. */
export function readLogInAnswer(body: Buffer): LogInAnswer {
  const read = readAnswer(
    body,
    (leaf) =>
      (isNamed(leaf, "SessionToken") && leaf.path.includes("Output")) ||
      (isNamed(leaf, "token") && leaf.path.includes("Header")),
  );
  switch (read.kind) {
    case "values":
      return read.value === undefined
        ? unreadable(`the answer holds ${read.count === 0 ? "no session token" : "several session tokens"}`)
        : { kind: "token", token: read.value };
    default:
      return read;
  }
}

/** What an operation without a result of its own answers. */
export type OperationAnswer =
  | { readonly kind: "done" }
  | { readonly kind: "fault"; readonly fault: Fault }
  | Unreadable;

/** Reads an answer whose result is that it is there: `<operation>Response`, in any namespace and wrapper, or a fault. */
export function readOperationAnswer(body: Buffer, operation: string): OperationAnswer {
  const read = readAnswer(body, () => false);
  if (read.kind !== "values") return read;
  let isThere = false;
  walkXml(body, {
    opened(path) {
      isThere ||= path.at(-1) === `${operation}Response`;
    },
  });
  return isThere ? { kind: "done" } : unreadable(`the answer holds no ${operation}Response`);
}

type Read =
  | { readonly kind: "values"; readonly count: number; readonly value: string | undefined }
  | { readonly kind: "fault"; readonly fault: Fault }
  | Unreadable;

/** By the last names of the path. */
const interesting = [
  ["RequestId"],
  ["SessionToken"],
  ["token"],
  ["faultcode"],
  ["faultstring"],
  ["Fault", "Code", "Value"],
  ["Subcode", "Value"],
  ["Fault", "Reason", "Text"],
] as const;

function isOfInterest(path: readonly string[]): boolean {
  return interesting.some((names) => endsWith(path, names));
}

function endsWith(path: readonly string[], names: readonly string[]): boolean {
  return names.every((name, at) => path[path.length - names.length + at] === name);
}

function readAnswer(body: Buffer, isWanted: (leaf: Leaf) => boolean): Read {
  const html = describeHtml(body);
  if (html !== undefined) return unreadable(`the answer is ${html}`);
  const read = readLeaves(body, isOfInterest);
  if (read.kind === "unreadable") return read;
  const values = new Set(read.leaves.filter(isWanted).map(({ text }) => text));
  values.delete("");
  const fault = findFault(read.leaves);
  if (fault !== undefined && values.size > 0) {
    return unreadable("the answer holds both a fault and what only a success holds");
  }
  if (fault !== undefined) return { kind: "fault", fault };
  const [value] = values.size === 1 ? values : [];
  if (value !== undefined && !isOpaqueId(value)) return unreadable("the answer's identifier is not one");
  return { kind: "values", count: values.size, value };
}

/**
 * SOAP 1.1: faultcode and faultstring are children of Fault. SOAP 1.2: Code/Value, or its innermost Subcode/Value which says
 * more, and Reason/Text. A Fault without any (`xsi:nil`) is none.
 */
function findFault(leaves: readonly Leaf[]): Fault | undefined {
  const textAt = (...names: readonly string[]) => leaves.findLast(({ path }) => endsWith(path, names))?.text;
  const subcode = leaves.findLast(
    ({ path }) => path.includes("Fault") && endsWith(path, ["Subcode", "Value"]),
  );
  const code = textAt("Fault", "faultcode") ?? subcode?.text ?? textAt("Fault", "Code", "Value");
  const text = textAt("Fault", "faultstring") ?? textAt("Fault", "Reason", "Text");
  if (code === undefined && text === undefined) return undefined;
  return { code: code ?? "", text: text ?? "" };
}

function isNamed({ path }: Leaf, name: string): boolean {
  return path.at(-1) === name;
}

/** Printed one a line and sent in headers: no blanks, no control characters. */
function isOpaqueId(text: string): boolean {
  return /^[\x21-\x7e]{1,200}$/.test(text);
}

function unreadable(reason: string): Unreadable {
  return { kind: "unreadable", reason };
}
