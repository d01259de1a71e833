import type { Callback } from "../uws/callback.ts";
import type { Fault } from "../uws/fault.ts";
import { classifyUploadFault } from "../uws/faults.ts";
import { cut, detach } from "./word-texts.ts";

/** What faults, and a status without one, say of a request as a whole: of its lines that have no final word of their own. */
export interface FaultEvidence {
  readonly effect: "none" | "refused" | "unknown";
  readonly hasFault: boolean;
  /** Of those that were said the first in alphabetical order. */
  readonly fault: Fault | undefined;
  /** Sorted. */
  readonly words: readonly string[];
  /** Takes in a callback that speaks of the upload. Returns whether that is new. */
  add(callback: Callback): boolean;
}

export function createFaultEvidence(): FaultEvidence {
  const faults = new Map<string, Fault>();
  let isDoubtful = false;
  let hasFailed = false;

  function addFault(fault: Fault): boolean {
    const wasDoubtful = isDoubtful;
    if (classifyUploadFault(fault).kind !== "refused") isDoubtful = true;
    const kept = { code: detach(cut(fault.code)), text: detach(cut(fault.text)) };
    const key = faultWord(kept) + kept.code;
    const isNew = !faults.has(key) && faults.size < maxFaults;
    if (isNew) faults.set(key, kept);
    return isNew || isDoubtful !== wasDoubtful;
  }

  return {
    get effect() {
      if (faults.size > 0) return isDoubtful ? "unknown" : "refused";
      return hasFailed ? "unknown" : "none";
    },
    get hasFault() {
      return faults.size > 0;
    },
    get fault() {
      const [first] = [...faults.keys()].sort();
      return faults.get(first ?? "");
    },
    get words() {
      if (faults.size === 0) return hasFailed ? [failedText] : [];
      return [...new Set([...faults.values()].map(faultWord))].sort();
    },
    add({ fault, status }) {
      if (fault !== undefined) return addFault(fault);
      if (hasFailed || !isFailedStatus(status)) return false;
      hasFailed = true;
      return true;
    },
  };
}

/** What to show of a fault: its text, or its code where it has none. */
export function faultWord({ code, text }: Fault): string {
  return text || code || "(a fault without code and text)";
}

export function isFailedStatus(status: string | undefined): boolean {
  return status?.toLowerCase() === "failed";
}

const failedText = "the platform says Failed and not why";

/** There should be one; a bound for what anybody may send. */
const maxFaults = 20;
