/** How much a listener takes from the Internet. All sizes in bytes, all times in milliseconds. */
export interface ListenerLimits {
  readonly maxBodyBytes: number;
  /** Bodies under way whose sender has shown nothing yet, together. */
  readonly maxUntrustedBytes: number;
  /** Bodies under way whose credentials were right, or whose RequestId is ours, together. */
  readonly maxTrustedBytes: number;
  /** What a body counts at least, however small it is. */
  readonly minBodyBytes: number;
  readonly maxHeaderBytes: number;
  readonly maxHeaders: number;
  readonly maxConnections: number;
  readonly handshakeTimeoutMs: number;
  readonly headersTimeoutMs: number;
  readonly requestTimeoutMs: number;
  readonly checkIntervalMs: number;
  readonly keepAliveTimeoutMs: number;
  /** What is read and thrown away behind a refusal, so that its sender can read it. */
  readonly lingerBytes: number;
  readonly lingerMs: number;
  /** How long closing waits for bodies whose sender has shown nothing yet. */
  readonly untrustedDrainMs: number;
  /** How long closing waits for any body. */
  readonly drainMs: number;
}

const kibi = 1024;
const mebi = 1024 * kibi;

/** The values, and why. */
export const defaultLimits = {
  /** A callback of 10,000 lines has some 2.9 MB, twice that in UTF-16, and a SOAP stack may indent it. */
  maxBodyBytes: 32 * mebi,
  /**
   * What all connections count at least, and one body of the largest size beside them, for credentials may stand at its end;
   * as a rule the first bytes show who sends.
   */
  maxUntrustedBytes: 48 * mebi,
  /** Some twenty full callbacks at once; more of them wait for each other. */
  maxTrustedBytes: 64 * mebi,
  /** What a parser and a request cost; the pools above bound the number of bodies, too. */
  minBodyBytes: 32 * kibi,
  maxHeaderBytes: 16 * kibi,
  maxHeaders: 100,
  /**
   * Half of the 1,024 file descriptors that many systems give a process. Few are no safer: who is thrown out comes again, and a
   * good callback then waits behind all who do.
   */
  maxConnections: 512,
  handshakeTimeoutMs: 10_000,
  /** Node.js waits for a minute. */
  headersTimeoutMs: 10_000,
  /** A full callback needs 100 kB/s. Node.js waits for five minutes. */
  requestTimeoutMs: 30_000,
  checkIntervalMs: 1_000,
  keepAliveTimeoutMs: 5_000,
  /** What fits into the buffers on the way: a sender within it reads the answer before the end. */
  lingerBytes: 256 * kibi,
  lingerMs: 1_000,
  /** The first bytes of a body show who sends it. */
  untrustedDrainMs: 1_000,
  drainMs: 5_000,
} as const satisfies ListenerLimits;
