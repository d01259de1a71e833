/** The longest wait for an answer, unless told otherwise. */
export const defaultTimeoutMs = 300_000;

/** Carries one SOAP request to the platform. */
export interface Transport {
  /**
   * Posts once, over a connection of its own. Retries nothing, follows no redirect, rejects for bugs only: what happens on
   * the way is in the outcome. Ends within `timeoutMs`, whatever the other side does.
   */
  post(request: PostRequest): Promise<PostOutcome>;
  /** Ends what is still under way (as `lost` or `notSent`) and lets the process exit at once; repeated calls are harmless. */
  close(): Promise<void>;
}

export interface PostRequest {
  /** Absolute, http or https. */
  readonly url: string;
  /** Unquoted. */
  readonly soapAction: string;
  /** UTF-8 XML. */
  readonly body: Buffer;
  /** From the call to the last byte of the answer; connecting counts. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

export type PostOutcome = Answered | NotSent | Lost;

/** A whole answer of whatever status and content, at most `maxAnswerBytes` long. */
export interface Answered {
  readonly kind: "answered";
  readonly status: number;
  /** The Retry-After header, 0 or more; undefined: none that can be read. */
  readonly retryAfterMs?: number;
  readonly contentType?: string;
  readonly body: Buffer;
}

/** No byte of the request can have reached the endpoint: it failed before the connection, its TLS or its tunnel stood. */
export interface NotSent {
  readonly kind: "notSent";
  /** One sentence without full stop: method, URL, what failed. */
  readonly reason: string;
  /** What to do about it. */
  readonly hint: string;
  readonly code: string;
}

/** The sending had begun and there is no usable answer: whether the request was applied is unknown. */
export interface Lost {
  readonly kind: "lost";
  /** One sentence without full stop: method, URL, what failed. */
  readonly reason: string;
  readonly code: string;
}

/** A longer answer is lost: the platform's are below 2 KiB. */
export const maxAnswerBytes = 4 * 1024 * 1024;
