import type { Desk } from "./desk.ts";
import type { ReceivedCallback } from "./intake.ts";
import { type Refusal, refusal } from "./refusals.ts";

/** Stores a callback; undefined: it is durable. What is refused is not stored, and a repetition is welcome. */
export async function storeCallback(desk: Desk, received: ReceivedCallback): Promise<Refusal | undefined> {
  const { callback, body } = received;
  const isOurs = desk.sender.isOurs(callback.requestId);
  if (!desk.sender.isRight(callback)) return isOurs ? setAside(desk, received) : refusal("credentials");
  if (!isOurs && !desk.quota.take(body.length)) return refusal("quota");
  try {
    const { requestId } = callback;
    await desk.inbox.append({ requestId, credentials: desk.sender.credentials, body });
  } catch (cause) {
    if (!isOurs) desk.quota.giveBack(body.length);
    return refusal("store", { cause });
  }
  desk.counts.stored++;
  if (!isOurs) desk.counts.storedForeign++;
  return undefined;
}

/** Of our requests a mistyped password must cost no verdict; nobody else can name one, so nobody can crowd them out. */
async function setAside(desk: Desk, { body }: ReceivedCallback): Promise<Refusal> {
  if (desk.quarantine === undefined) return refusal("ownCredentials");
  try {
    await desk.quarantine.keep(body);
  } catch (cause) {
    return refusal("ownCredentials", { cause });
  }
  desk.counts.quarantined++;
  return refusal("ownCredentials");
}
