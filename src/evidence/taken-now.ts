import type { Store, StoredJob, TakenRow } from "../store/store.ts";
import { batchNow, recutBatches } from "../verdict/batch-states.ts";

/**
 * Which batches have taken rows by now. The batch that had one may have been cut anew since, when its job was resumed: then its rest has it,
 * or another job has taken it, which may go on like that.
 */
export async function followTaken(rows: readonly TakenRow[], store: Store): Promise<readonly TakenRow[]> {
  const jobs = new Map<string, Promise<FollowedJob | undefined>>();
  const jobOf = (id: string) => {
    const known = jobs.get(id) ?? readFollowed(id, store);
    jobs.set(id, known);
    return known;
  };
  const followed: TakenRow[] = [];
  for (const row of rows) followed.push(await follow(row, jobOf));
  return followed;
}

interface FollowedJob {
  readonly job: StoredJob;
  /** What others have of its cut batches, by identifiers. */
  readonly takenOn: ReadonlyMap<string, TakenRow>;
}

async function readFollowed(id: string, store: Store): Promise<FollowedJob | undefined> {
  const job = await store.readJob(id);
  if (job === undefined) return undefined;
  const taken = recutBatches(job.facts).size === 0 ? [] : await job.readTaken();
  return { job, takenOn: new Map(taken.map((row) => [keyOf(row), row])) };
}

async function follow(
  row: TakenRow,
  jobOf: (id: string) => Promise<FollowedJob | undefined>,
): Promise<TakenRow> {
  let now = row;
  const passed = new Set<string>();
  // A job takes from earlier and from later ones; a circle could only be a damage.
  while (!passed.has(now.job)) {
    passed.add(now.job);
    const followed = await jobOf(now.job);
    if (followed === undefined || !recutBatches(followed.job.facts).has(now.batch)) return now;
    const next = followed.takenOn.get(keyOf(now));
    if (next === undefined) {
      const batch = batchNow(followed.job.facts, now.batch)?.planned.batch ?? now.batch;
      return { ...now, batch };
    }
    now = { ...now, job: next.job, batch: next.batch };
  }
  return now;
}

function keyOf({ identifiers }: TakenRow): string {
  return identifiers.join("+");
}
