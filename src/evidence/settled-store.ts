import type { Store } from "../store/store.ts";
import { foldLedger } from "../verdict/batch-states.ts";
import { unsettledSince } from "../verdict/unsettled.ts";
import type { Settler } from "./settler.ts";

/**
 * The same store, but that the facts of a job which is read say what the inbox says of its batches in doubt: a `settled` fact for each
 * whose RequestId a callback tells. Nothing is written: each look derives it anew. A job without a doubt costs nothing more; one with a doubt
 * a look at all ledgers and at the callbacks of requests that no batch has.
 */
export function createSettledStore(store: Store): Store {
  let settler: Promise<Settler> | undefined;
  return {
    ...store,
    async readJob(id) {
      const job = await store.readJob(id);
      if (job === undefined || foldLedger(job.facts).every((batch) => unsettledSince(batch) === undefined))
        return job;
      // Doubts are rare, and what reads callbacks takes its time to load.
      settler ??= import("./settler.ts").then(({ createSettler }) => createSettler(store));
      const facts = await (await settler).factsOf(job);
      return facts.length === 0 ? job : { ...job, facts: [...job.facts, ...facts] };
    },
  };
}
