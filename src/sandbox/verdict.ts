import type { RequestCourse } from "./callbacks/callbacks.ts";
import type { Refusal } from "./refusal.ts";

/** What the platform says to a well-formed request; what it accepts is applied when this is returned. */
export type Verdict =
  | {
      readonly kind: "accepted";
      readonly xml: string;
      readonly detail: string;
      /** Of an upload. */
      readonly requestId?: string;
      /** Of an upload: its callbacks. */
      readonly course?: RequestCourse;
    }
  | { readonly kind: "refused"; readonly refusal: Refusal };

/** The request is refused. */
export function refused(refusal: Refusal): Verdict {
  return { kind: "refused", refusal };
}
