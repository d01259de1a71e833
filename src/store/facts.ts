/** A batch as planned: all of one upload type and, where it is uploaded, one SKU. */
export interface PlannedFact {
  readonly kind: "planned";
  /** 1-based, in the order of sending. */
  readonly batch: number;
  /** Undefined: it is not uploaded but activated. */
  readonly sku?: string;
  readonly devices: number;
  /** Of the batch file, hex. */
  readonly sha256: string;
  /** Must not be sent earlier: ISO 8601. */
  readonly notBefore?: string;
  /** What its rows say of the activation; undefined: as the job's record has it. */
  readonly activate?: PlannedActivation;
}

export interface PlannedActivation {
  readonly servicePlan: string;
  readonly mdnZipCode: string;
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

/**
 * Other jobs had taken some of a planned batch's devices before it was sent: `rest`, a batch with a number of its own, stands in its
 * place. One fact, so that no crash can leave both, or neither.
 */
export interface RecutFact {
  readonly kind: "recut";
  readonly batch: number;
  /** Devices that other jobs have; the job's kept file of them names them. */
  readonly taken: number;
  /** Of that file, hex. */
  readonly takenSha256: string;
  /** Undefined: nothing is left. */
  readonly rest?: Omit<PlannedFact, "kind">;
}

/** The operator's word on a batch in doubt: the platform has it, under this RequestId. */
export interface SaidAcceptedFact {
  readonly kind: "saidAccepted";
  readonly batch: number;
  readonly requestId: string;
}

/** The operator's word on a batch in doubt: the platform does not have it. The batch is planned again. */
export interface SaidNotAppliedFact {
  readonly kind: "saidNotApplied";
  readonly batch: number;
}

/** The operator's word on lines of an accepted batch, from a report that came by e-mail. */
export interface SaidLinesFact {
  readonly kind: "saidLines";
  readonly batch: number;
  /** 1-based, of the job: names the kept file. */
  readonly number: number;
  readonly lines: number;
  /** Of that file, hex. */
  readonly sha256: string;
}

/** What can happen to a job, one fact a ledger line. */
export type LedgerFact =
  | PlannedFact
  | SendingFact
  | NotSentFact
  | AcceptedFact
  | RefusedFact
  | DoubtfulFact
  | RecutFact
  | SaidAcceptedFact
  | SaidNotAppliedFact
  | SaidLinesFact;

/**
 * The platform's own word on a batch in doubt: a callback has its devices, under this RequestId. Derived from the inbox at each look
 * (evidence/), never written: the listener does not touch ledgers.
 */
export interface SettledFact {
  readonly kind: "settled";
  readonly batch: number;
  readonly requestId: string;
}

/** Derived as well: callbacks of several requests have the devices of a batch in doubt, and it is not known which one is its own. */
export interface AmbiguousFact {
  readonly kind: "ambiguous";
  readonly batch: number;
  readonly requestIds: readonly string[];
}

/**
 * Derived as well: a batch that was sent once more by the operator's word, accepted under `requestId`, was with the platform all the
 * same, under `other`.
 */
export interface UploadedTwiceFact {
  readonly kind: "uploadedTwice";
  readonly batch: number;
  readonly requestId: string;
  readonly other: string;
}

export type DerivedFact = SettledFact | AmbiguousFact | UploadedTwiceFact;

/** A fact as the ledger has it, or as it was derived: `at` is ISO 8601, UTC. */
export type RecordedFact = (LedgerFact | DerivedFact) & { readonly at: string };

/** Whether a fact is one of a ledger that this program knows: a newer one may have written it, or it was derived. */
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
  recut: true,
  saidAccepted: true,
  saidNotApplied: true,
  saidLines: true,
} as const satisfies Record<LedgerFact["kind"], true>;
