import { VzuploadError } from "../errors.ts";
import { describeHolder } from "../store/lock.ts";
import type { HeldTemporary, TemporaryRegistrations } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import type { RegistrationDesk } from "./registration-desk.ts";

/** By service. */
export type HeldServices = ReadonlyMap<string, HeldTemporary>;

export interface TakeOptions {
  readonly records: TemporaryRegistrations;
  readonly desk: RegistrationDesk;
  readonly services: readonly string[];
}

/**
 * Takes services of an account for this process, all or none. Fails with a VzuploadError where another one has one of them, and
 * names it.
 */
export async function takeServices({ records, desk, services }: TakeOptions): Promise<HeldServices> {
  const held = new Map<string, HeldTemporary>();
  // In one order, so that of two processes one gets all.
  for (const service of [...new Set(services)].sort()) {
    const attempt = await records.take({ endpoint: desk.endpoint, account: desk.account, service });
    if (attempt.kind === "taken") {
      held.set(service, attempt.held);
      continue;
    }
    for (const each of held.values()) await each.release();
    throw new VzuploadError(
      "network",
      `${service} of account ${visibleText(desk.account)} is registered for a time by ${describeHolder(attempt.holder)}, which will put back what it displaced.`,
      {
        hint: "Wait until that one has ended; or leave --register out: a watch on the same state directory and port follows its callbacks.",
      },
    );
  }
  return held;
}
