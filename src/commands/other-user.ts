import type { SettingValues } from "../config/setting-values.ts";
import { VzuploadError } from "../errors.ts";
import type { JobRecord } from "../store/job-record.ts";

/**
 * Errors: VzuploadError "usage" where a job that names no account would be sent by another user than the one it was planned for: it would go
 * to that user's only account. Of a session token nobody knows whose it is.
 */
export function refuseOtherUser({ id, username }: JobRecord, values: SettingValues): void {
  if (username === undefined || values.token !== undefined) return;
  if (values.username === undefined || values.username === username) return;
  throw new VzuploadError(
    "usage",
    `Job ${id} is for the only account of the user ${username}, and the user that is set is ${values.username}.`,
    { hint: `Log in as ${username} (--username, or the profile of the push): a job goes on where it began.` },
  );
}
