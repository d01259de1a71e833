import { VzuploadError } from "../errors.ts";
import type { InboxWriter, Quarantine } from "../store/store.ts";
import { visibleText } from "../visible-text.ts";
import type { AdmissionRules } from "./admission.ts";
import { type BodyBudget, createBodyBudget } from "./body-budget.ts";
import { type Connections, createConnections } from "./connections.ts";
import { createForeignQuota, type ForeignQuota } from "./foreign-quota.ts";
import { defaultLimits, type ListenerLimits } from "./limits.ts";
import type { ListenerOptions } from "./listener-options.ts";
import { refusal } from "./refusals.ts";
import { createSenderCheck, type SenderCheck } from "./sender.ts";
import { createTeller, type Teller } from "./turned-away.ts";
import { createTurns, type WaitForTurn } from "./turns.ts";

/** What every request to a listener is handled with. */
export interface Desk {
  readonly limits: ListenerLimits;
  readonly admission: AdmissionRules;
  readonly connections: Connections;
  readonly budget: BodyBudget;
  readonly waitForTurn: WaitForTurn;
  readonly sender: SenderCheck;
  readonly inbox: InboxWriter;
  readonly quarantine: Quarantine | undefined;
  readonly quota: ForeignQuota;
  readonly teller: Teller;
  readonly onStored: ListenerOptions["onStored"];
  readonly counts: { stored: number; storedForeign: number; quarantined: number };
  /** Aborted: no more requests are wanted, each answer is its connection's last. */
  readonly closing: AbortSignal;
}

/** @throws VzuploadError of kind usage for an option that is of no use. */
export function createDesk(options: ListenerOptions, closing: AbortSignal): Desk {
  const limits = { ...defaultLimits, ...options.limits };
  const { allow, inbox, quarantine, onStored } = options;
  const teller = createTeller(options.onTurnedAway);
  return {
    limits,
    admission: { ...limits, allow, path: checkedPath(options.path ?? "/") },
    connections: createConnections(limits.maxConnections, (remote) =>
      teller.turnAway(refusal("crowded"), remote),
    ),
    budget: createBodyBudget(limits),
    waitForTurn: createTurns(),
    sender: createSenderCheck(options.credentials, options.isOurs),
    inbox,
    quarantine,
    quota: createForeignQuota(options.foreign),
    teller,
    onStored,
    counts: { stored: 0, storedForeign: 0, quarantined: 0 },
    closing,
  };
}

function checkedPath(path: string): string {
  if (/^\/(?:(?![?#])[!-~])*$/.test(path)) return path;
  throw new VzuploadError("usage", `"${visibleText(path)}" is no path that callbacks can be sent to.`, {
    hint: "Write the path of the callback URL, from its slash to before a question mark, as in /callbacks.",
  });
}
