import { constants, readdirSync } from "node:fs";
import { join } from "node:path";
import { VzuploadError } from "../errors.ts";
import { readBlocks, withClaimsFile } from "./claims-file.ts";
import { type ClaimsScope, claimsName } from "./claims-name.ts";
import { isMissing, storing } from "./durable.ts";
import { jobFiles, readRecord } from "./file-jobs.ts";
import { isJobId } from "./job-record.ts";
import { readLedger } from "./ledger.ts";

/**
 * Fails when the jobs know better than the claims file at `path`: a job of the endpoint that got further than its plan and has
 * no claim there. Its claims were durable before its first sending, so they were lost since, and its devices would be sent twice.
 */
export function refuseLostClaims(path: string, jobs: string, scope: ClaimsScope): void {
  // The jobs first: whoever starts sending meanwhile has claimed before, and is then found in the claims.
  const begun = begunJobs(jobs, scope);
  if (begun.length === 0) return;
  const claimed = claimingJobs(path);
  const lost = begun.filter((id) => !claimed.has(id)).sort();
  const newest = lost.at(-1);
  if (newest !== undefined) throw lostClaims(path, join(jobs, newest), lost.length - 1);
}

/** The published jobs of an endpoint and operation whose ledgers say more than what was planned. */
function begunJobs(jobs: string, scope: ClaimsScope): readonly string[] {
  if (isMissing(jobs)) return [];
  const name = claimsName(scope);
  return storing(jobs, () => readdirSync(jobs))
    .filter(isJobId)
    .filter((id) => claimsName(readRecord(join(jobs, id))) === name)
    .filter((id) => readLedger(join(jobs, id, jobFiles.ledger)).some(({ kind }) => kind !== "planned"));
}

function claimingJobs(path: string): ReadonlySet<string> {
  const ids = new Set<string>();
  if (isMissing(path)) return ids;
  withClaimsFile(path, constants.O_RDONLY, (file) => readBlocks(file, 0, ({ job }) => ids.add(job)));
  return ids;
}

function lostClaims(path: string, job: string, others: number): VzuploadError {
  const and = others === 0 ? "" : ` and ${others} more`;
  return new VzuploadError(
    "store",
    `The claims file ${path} is missing or damaged: it has no claim of the job ${job}${and}, which began to send.`,
    {
      hint: "Nothing was sent. Restore the file from a backup made after that job; or, if the job's devices may be sent again, move its directory away.",
    },
  );
}
