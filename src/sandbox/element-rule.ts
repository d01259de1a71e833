/** What a message may contain at one place; a tree of these is a message's schema. */
export interface ElementRule {
  readonly name: string;
  readonly namespace: string;
  /** How often it may stand here; without it: exactly once. `many` is none or more. */
  readonly occurs?: "optional" | "many";
  /** In the order in which they must come. Without it the element holds text. */
  readonly children?: readonly ElementRule[];
  /**
   * Which other children are passed over in silence, with all that is in them; without it: none. Of a data contract's
   * optional member WCF leaves out what is in another namespace; of the SOAP header, whatever it does not know.
   */
  readonly ignores?: "otherNamespaces" | "unknown";
}

/** The rules that one element's children must follow, and how far they have come. */
export interface Frame {
  readonly rule: ElementRule;
  /** Index of the first child that may still come. */
  next: number;
}

/** What becomes of a child element. */
export type ChildMatch =
  | { readonly kind: "matched"; readonly rule: ElementRule }
  | { readonly kind: "ignored" }
  | { readonly kind: "refused"; readonly problem: string };

const ignored: ChildMatch = { kind: "ignored" };

/** Finds the rule for a child element and moves the frame past it; the problem names what was found and expected. */
export function matchChild(frame: Frame, name: string, namespace: string): ChildMatch {
  const children = frame.rule.children ?? [];
  for (let index = frame.next; index < children.length; index++) {
    const rule = children[index];
    if (rule === undefined) break;
    if (rule.name === name && rule.namespace === namespace) {
      frame.next = rule.occurs === "many" ? index : index + 1;
      return { kind: "matched", rule };
    }
    if (rule.occurs === undefined) break;
  }
  if (isIgnored(frame.rule, namespace)) return ignored;
  return { kind: "refused", problem: unexpected(frame, name, namespace) };
}

/** The first child that must still come before the element may end, else undefined. */
export function missingChild(frame: Frame): ElementRule | undefined {
  return frame.rule.children?.slice(frame.next).find((rule) => rule.occurs === undefined);
}

function isIgnored(rule: ElementRule, namespace: string): boolean {
  if (rule.ignores === "unknown") return true;
  return rule.ignores === "otherNamespaces" && !rule.children?.some((child) => child.namespace === namespace);
}

function unexpected(frame: Frame, name: string, namespace: string): string {
  const found = `In '${frame.rule.name}', element '${name}' from namespace '${namespace}' is not expected`;
  const expected = missingChild(frame) ?? frame.rule.children?.[frame.next];
  if (frame.rule.children === undefined) return `${found}: only text is.`;
  if (expected === undefined) return `${found}: nothing more is.`;
  return `${found}: '${expected.name}' from namespace '${expected.namespace}' is.`;
}
