import { constants } from "node:fs";
import { join } from "node:path";
import { encodeBlock } from "./claim-block.ts";
import { createClaimMatcher } from "./claim-matches.ts";
import { claimRuns } from "./claim-runs.ts";
import { appendBlocks, damagedClaims, isSettled, readBlocks, withClaimsFile } from "./claims-file.ts";
import { type ClaimsScope, claimsName } from "./claims-name.ts";
import { createDirectory, isMissing, syncDirectory } from "./durable.ts";
import { refuseLostClaims } from "./lost-claims.ts";
import type { Claims } from "./store.ts";
import { withLock } from "./wait-for-lock.ts";

/**
 * The claims of one endpoint and operation: `claims/<name>.claims`; `claims/<name>.lock/` guards appends, and `claims/<name>.<from>.run` are its sorted
 * runs, of `runBytes` and up to a block more. `pid` is written into that lock.
 */
export function fileClaims(
  stateDirectory: string,
  scope: ClaimsScope,
  pid: number,
  runBytes = defaultRunBytes,
): Claims {
  const directory = join(stateDirectory, "claims");
  const name = claimsName(scope);
  const path = join(directory, `${name}.claims`);
  const runs = claimRuns((from) => join(directory, `${name}.${from}.run`), runBytes);
  const requireWhole = () => {
    if (!isWhole(path)) refuseLostClaims(path, join(stateDirectory, "jobs"), scope);
  };
  return {
    async find(devices, from, visit) {
      requireWhole();
      if (isMissing(path)) return from === 0 ? from : damagedClaims(path, 0);
      return withClaimsFile(path, constants.O_RDONLY, (file) => {
        const match = createClaimMatcher(devices, visit);
        const start = from === 0 ? runs.find(file, devices, match) : from;
        return readBlocks(file, start, match);
      });
    },
    async exclusively(action) {
      // Before the lock's directory is made, and this one with it: its name must be durable.
      createDirectory(directory);
      return withLock(join(directory, `${name}.lock`), pid, action);
    },
    async append(devices, blocks) {
      requireWhole();
      const encoded = blocks.map((claim) => encodeBlock(devices, claim));
      withClaimsFile(path, constants.O_RDWR | constants.O_CREAT, (file) => {
        appendBlocks(file, encoded);
        syncDirectory(directory);
        runs.extend(file);
      });
    },
  };
}

/** 400,000 pairs: small enough to be sorted in a moment and read at once. */
const defaultRunBytes = 8 * 1024 * 1024;

/** False: not there, without a head, or with bytes that its head does not know of. All that is innocent after a crash, and only then. */
function isWhole(path: string): boolean {
  return !isMissing(path) && withClaimsFile(path, constants.O_RDONLY, isSettled);
}
