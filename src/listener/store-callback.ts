import type { Desk } from "./desk.ts";
import type { ReceivedCallback } from "./intake.ts";
import type { StoredCallback } from "./listener-options.ts";
import { type Refused, refused } from "./refusals.ts";

/** It is durable. */
export interface Stored {
  readonly kind: "stored";
  readonly stored: StoredCallback;
}

/** Stores a callback, durably. What is refused is not stored, and a repetition is welcome. */
export async function storeCallback(desk: Desk, received: ReceivedCallback): Promise<Stored | Refused> {
  const { callback, body } = received;
  const { requestId } = callback;
  const { credentials } = desk.sender;
  const isOurs = desk.sender.isOurs(requestId);
  if (!desk.sender.isRight(callback)) return isOurs ? setAside(desk, received) : refused("credentials");
  if (!isOurs && !desk.quota.take(body.length)) return refused("quota");
  try {
    const place = await desk.inbox.append({ requestId, credentials, body });
    desk.counts.stored++;
    if (!isOurs) desk.counts.storedForeign++;
    const stored = { callback: { ...callback, password: undefined }, place, bytes: body.length };
    return { kind: "stored", stored };
  } catch (cause) {
    if (!isOurs) desk.quota.giveBack(body.length);
    return refused("store", { cause });
  }
}

/** Of our requests a mistyped password must cost no verdict; nobody else can name one, so nobody can crowd them out. */
async function setAside(desk: Desk, { body }: ReceivedCallback): Promise<Refused> {
  if (desk.quarantine === undefined) return refused("ownCredentials");
  try {
    await desk.quarantine.keep(body);
  } catch (cause) {
    return refused("ownCredentials", { cause });
  }
  desk.counts.quarantined++;
  return refused("ownCredentials");
}
