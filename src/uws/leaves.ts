import { visibleText } from "../visible-text.ts";
import { NotUsable, walkXml } from "./xml-walk.ts";

/** An element of interest that ended: the local names from the root to it, and its own text, trimmed. */
export interface Leaf {
  readonly path: readonly string[];
  readonly text: string;
}

export type Leaves =
  | { readonly kind: "leaves"; readonly leaves: readonly Leaf[] }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Whether the element at this path (local names from the root) is of interest. */
export type LeafFilter = (path: readonly string[]) => boolean;

/**
 * Reads the elements of interest, in whatever namespace and depth, from a whole XML answer. The reason of an unreadable one
 * begins "the answer ..." and has no full stop. Bounded: 4 MiB, 100 such elements. DTDs are refused, and elements of
 * interest that hold elements: what their text means is anybody's guess.
 */
export function readLeaves(body: Buffer, isOfInterest: LeafFilter): Leaves {
  const leaves: Leaf[] = [];
  const reason = walkXml(body, {
    opened(path) {
      const parent = path.slice(0, -1);
      if (isOfInterest(parent))
        throw new NotUsable(`holds elements within its ${visibleText(parent.at(-1) ?? "")}`);
    },
    closed(path, text) {
      if (isOfInterest(path)) leaves.push({ path: [...path], text });
      if (leaves.length > maxLeaves) throw new NotUsable("repeats itself");
    },
  });
  return reason === undefined ? { kind: "leaves", leaves } : { kind: "unreadable", reason };
}

const maxLeaves = 100;
