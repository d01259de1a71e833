/**
 * Why a callback was not taken.
 * - `ownCredentials`: wrong credentials with a RequestId of ours: rather a mistyped password than an attack
 * - `message`: what the message itself is refused for, by its reader
 * - `slow`, `http`, `aborted`, `crowded`, `accept`, `tls`: it never was a whole request
 * - `failed`: a bug
 */
export type TurnAwayReason = keyof typeof refusals;

/** What is answered. `sentence` goes to the sender and to the operator: no secrets, nothing of the body. */
export interface Refusal {
  readonly reason: TurnAwayReason;
  /** HTTP; undefined: no answer was possible. */
  readonly status: number | undefined;
  readonly sentence: string;
  /** For the operator alone: a local error. */
  readonly cause?: unknown;
}

interface RefusalRow {
  readonly status: number | undefined;
  readonly sentence: string;
}

const refusals = {
  address: { status: 403, sentence: "This address is not allowed to send callbacks." },
  path: { status: 404, sentence: "Callbacks are not taken at this path." },
  method: { status: 405, sentence: "Only POST is taken here." },
  headers: { status: 431, sentence: "The request has too many or too long headers." },
  expectation: { status: 417, sentence: "No expectation but 100-continue can be met." },
  encoding: { status: 415, sentence: "The body must come without content coding." },
  tooLarge: { status: 413, sentence: "The body is too large." },
  message: { status: 400, sentence: "The body is no callback." },
  credentials: { status: 401, sentence: "User name or password is missing or wrong." },
  ownCredentials: { status: 401, sentence: "User name or password is missing or wrong." },
  busy: { status: 503, sentence: "Too many bodies are under way; send it again later." },
  quota: {
    status: 503,
    sentence: "No more callbacks of other requests are taken here for now; send it again later.",
  },
  store: { status: 503, sentence: "The callback could not be stored; send it again later." },
  failed: { status: 500, sentence: "The listener failed; send it again later." },
  slow: { status: 408, sentence: "The request took too long." },
  http: { status: 400, sentence: "This is no HTTP request." },
  aborted: { status: undefined, sentence: "The sender went away before the end of the body." },
  crowded: { status: undefined, sentence: "A connection was dropped to make room for a new one." },
  accept: { status: undefined, sentence: "A connection could not be accepted." },
  tls: { status: undefined, sentence: "A TLS handshake failed." },
} as const satisfies Record<string, RefusalRow>;

/** The refusal for a reason; `details` where there is more to say. */
export function refusal(reason: TurnAwayReason, details: Partial<Refusal> = {}): Refusal {
  return { ...refusals[reason], ...details, reason };
}

/** What came to nothing. */
export interface Refused {
  readonly kind: "refused";
  readonly refusal: Refusal;
}

/** Refuses for a reason, as `refusal`. */
export function refused(reason: TurnAwayReason, details?: Partial<Refusal>): Refused {
  return { kind: "refused", refusal: refusal(reason, details) };
}

/** Seconds after which a sender may try again what was refused for now. */
export const retryAfterSeconds = 30;
