import { VzuploadError } from "../errors.ts";

/** Which of these jobs is meant: by its id, or by a beginning or end that no other has; "newest". Errors: VzuploadError "usage". */
export function findJob(ids: readonly string[], text: string, location: string): string {
  const newest = ids.at(-1);
  if (newest === undefined) throw noJob(`There is no job in ${location}.`);
  if (text === "newest") return newest;
  const found = ids.includes(text) ? [text] : ids.filter((id) => id.startsWith(text) || id.endsWith(text));
  const [first] = found;
  if (first === undefined || text === "") throw noJob(`There is no job "${text}" in ${location}.`);
  if (found.length === 1) return first;
  const shown = found.slice(-maxShown).toReversed();
  const more = found.length > shown.length ? " ..." : "";
  throw new VzuploadError("usage", `"${text}" may be any of ${found.length} jobs.`, {
    hint: `Give more of its id: ${shown.join(", ")}${more}`,
  });
}

const maxShown = 5;

function noJob(message: string): VzuploadError {
  return new VzuploadError("usage", message, {
    hint: "vzupload status lists the jobs. Check the id, and --state-dir or VZUPLOAD_STATE_DIR.",
  });
}
