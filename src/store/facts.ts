/** A batch as planned: all of one upload type and SKU. */
export interface PlannedFact {
  readonly kind: "planned";
  /** 1-based, in the order of sending. */
  readonly batch: number;
  readonly sku: string;
  readonly devices: number;
  /** Of the batch file, hex. */
  readonly sha256: string;
}

/** The intent: durable before the first byte is posted. Last fact of a batch = in doubt. */
export interface SendingFact {
  readonly kind: "sending";
  readonly batch: number;
}

/** Proof that the sending before it applied nothing: no connection, expired session, 429. The batch is planned again. */
export interface NotSentFact {
  readonly kind: "notSent";
  readonly batch: number;
  readonly reason: string;
}

/** The platform answered with a RequestId. */
export interface AcceptedFact {
  readonly kind: "accepted";
  readonly batch: number;
  readonly requestId: string;
}

/** A fault that proves that nothing was applied. */
export interface RefusedFact {
  readonly kind: "refused";
  readonly batch: number;
  readonly code: string;
  readonly text: string;
}

/** Posted, and no usable answer. */
export interface DoubtfulFact {
  readonly kind: "doubtful";
  readonly batch: number;
  readonly reason: string;
}

/** What can happen to a job, one fact a ledger line. */
export type LedgerFact = PlannedFact | SendingFact | NotSentFact | AcceptedFact | RefusedFact | DoubtfulFact;

/** A fact as the ledger has it: `at` is ISO 8601, UTC. */
export type RecordedFact = LedgerFact & { readonly at: string };

/** Whether this program knows what a fact says: a newer one may have written it. */
export function isKnownFact(fact: RecordedFact): boolean {
  return Object.hasOwn(factKinds, fact.kind);
}

const factKinds = {
  planned: true,
  sending: true,
  notSent: true,
  accepted: true,
  refused: true,
  doubtful: true,
} as const satisfies Record<LedgerFact["kind"], true>;
