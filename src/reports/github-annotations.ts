import { visibleText } from "../visible-text.ts";
import {
  concernOf,
  describeIdentifiers,
  describeLine,
  type LineConcern,
  type ReportedLine,
} from "./reported-line.ts";
import { formatDevices, shortText } from "./text.ts";
import type { WatchReport } from "./watch-report-types.ts";
import { maxAnnotations, workflowCommand } from "./workflow-commands.ts";

/**
 * Workflow commands that mark lines in the view of a GitHub run: of more than it shows, the last one sums up the rest.
 */
export function githubAnnotations(
  lines: Iterable<ReportedLine>,
  until: WatchReport["until"],
): readonly string[] {
  const shown: string[] = [];
  let troubles = 0;
  let open = 0;
  for (const line of lines) {
    const trouble = concernOf(line, until);
    if (trouble.concern === "open") open++;
    if (trouble.concern !== "failure" && trouble.concern !== "doubt") continue;
    if (troubles++ < maxAnnotations) shown.push(annotation(line, trouble));
  }
  const rest =
    open > 0
      ? [workflowCommand("error", { title: "No verdict" }, `${formatDevices(open)} without a verdict yet`)]
      : [];
  const room = maxAnnotations - rest.length;
  if (troubles <= room) return [...shown, ...rest];
  const more = `${formatDevices(troubles - (room - 1))} more: the report has them all`;
  return [...shown.slice(0, room - 1), workflowCommand("error", { title: "More devices" }, more), ...rest];
}

function annotation(line: ReportedLine, { state, words }: LineConcern): string {
  const { file, place, identifiers, requestId } = line;
  const reason = words.length === 0 ? state : `${state}: ${words.map(shortText).join("; ")}`;
  const request = requestId === undefined ? [] : [`RequestId ${visibleText(requestId)}`];
  // Standard input is no file that GitHub could show.
  const isFile = file !== undefined && file !== "<stdin>";
  const device = isFile ? describeIdentifiers(identifiers) : [describeLine(line)];
  const about = [...device, ...request].filter((text) => text !== "").join(" ");
  const message = about === "" ? reason : `${reason} (${about})`;
  const where = isFile && place !== undefined ? { file: visibleText(file), line: String(place.line) } : {};
  return workflowCommand("error", { ...where, title: `Device ${state}` }, message);
}
