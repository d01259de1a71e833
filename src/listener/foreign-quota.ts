/** Room in the inbox for callbacks of others: bounded, and nothing is ever evicted. */
export interface ForeignQuota {
  /** False: there is no room for so many bytes. */
  take(bytes: number): boolean;
  /** What was taken and then not stored. */
  giveBack(bytes: number): void;
}

const defaultMaxBytes = 256 * 1024 * 1024;

/** `usedBytes`: what is there from before. */
export function createForeignQuota({ maxBytes = defaultMaxBytes, usedBytes = 0 } = {}): ForeignQuota {
  let used = usedBytes;
  return {
    take(bytes) {
      if (used + bytes > maxBytes) return false;
      used += bytes;
      return true;
    },
    giveBack(bytes) {
      used -= bytes;
    },
  };
}
