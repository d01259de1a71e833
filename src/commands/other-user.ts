import type { SettingValues } from "../config/setting-values.ts";
import { VzuploadError } from "../errors.ts";
import type { JobRecord } from "../store/job-record.ts";

/** The user that requests are sent as. Undefined: none is set, or it is the one of a session token, which nobody knows. */
export function knownUser({ token, username }: SettingValues): string | undefined {
  return token === undefined ? username : undefined;
}

/**
 * Errors: VzuploadError "usage" where a job that names no account would be sent by another user than the one it was planned for: it would go
 * to that user's only account.
 */
export function refuseOtherUser({ id, username }: JobRecord, values: SettingValues): void {
  const user = knownUser(values);
  if (username === undefined || user === undefined || user === username) return;
  throw new VzuploadError(
    "usage",
    `Job ${id} is for the only account of the user ${username}, and the user that is set is ${user}.`,
    { hint: `Log in as ${username} (--username, or the profile of the push): a job goes on where it began.` },
  );
}
