/** XML Schema instance: `nil`, `type` and their like, which say nothing of what an element holds. */
const xsiNamespace = "http://www.w3.org/2001/XMLSchema-instance";

/** The prefixes that stand for XML Schema instance within an element with these attributes; `outer`: those around it. */
export function withDeclared(
  outer: ReadonlySet<string>,
  attributes: Readonly<Record<string, string>>,
): ReadonlySet<string> {
  const declared = Object.entries(attributes).filter(([name]) => name.startsWith("xmlns:"));
  if (declared.length === 0) return outer;
  const prefixes = new Set(outer);
  for (const [name, value] of declared) {
    const prefix = name.slice("xmlns:".length);
    if (value === xsiNamespace) prefixes.add(prefix);
    else prefixes.delete(prefix);
  }
  return prefixes;
}

/** Whether an attribute may hold data: it is not blank, declares no namespace, and is not of XML Schema instance. */
export function isTelling(
  [name, value]: readonly [string, string],
  xsiPrefixes: ReadonlySet<string>,
): boolean {
  if (value.trim() === "" || name === "xmlns" || name.startsWith("xmlns:")) return false;
  const colon = name.indexOf(":");
  return colon === -1 || !xsiPrefixes.has(name.slice(0, colon));
}
