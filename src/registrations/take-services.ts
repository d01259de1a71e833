import { VzuploadError } from "../errors.ts";
import { describeHolder } from "../store/lock.ts";
import type { HeldTemporary, TemporaryRegistrations } from "../store/temporary-registrations.ts";
import { visibleText } from "../visible-text.ts";
import type { RegistrationDesk } from "./registration-desk.ts";

/** By service. */
export type HeldServices = ReadonlyMap<string, HeldTemporary>;

export interface TakeOptions {
  readonly records: TemporaryRegistrations;
  readonly desk: Pick<RegistrationDesk, "endpoint" | "account">;
  readonly services: readonly string[];
}

/**
 * Takes services of an account for this process, all or none. Fails with a VzuploadError where another one has one of them, and
 * names it.
 */
export async function takeServices(options: TakeOptions): Promise<HeldServices> {
  const held = new Map<string, HeldTemporary>();
  try {
    // In one order, so that of two processes one gets all.
    for (const service of [...new Set(options.services)].sort())
      held.set(service, await take(service, options));
    return held;
  } catch (error) {
    for (const each of held.values()) await each.release();
    throw error;
  }
}

async function take(service: string, { records, desk }: TakeOptions): Promise<HeldTemporary> {
  const { endpoint, account } = desk;
  const attempt = await records.take({ endpoint, account, service });
  if (attempt.kind === "taken") return attempt.held;
  throw new VzuploadError(
    "network",
    `${service} of account ${visibleText(account)} is registered for a time by ${describeHolder(attempt.holder)}, which will put back what it displaced.`,
    {
      hint: "Wait until that one has ended; or leave --register out: a watch on the same state directory and port follows its callbacks.",
    },
  );
}
