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

/**
 * Workflow commands that mark lines in the view of a GitHub run, one a line of stderr and not coloured. GitHub shows
 * 10 errors a step: of more, the last one sums up the rest. Source: GitHub's page "Workflow commands", and its
 * runner's ActionCommand.
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
    if (troubles++ < maxErrors) shown.push(annotation(line, trouble));
  }
  const rest =
    open > 0 ? [command({ title: "No verdict" }, `${formatDevices(open)} without a verdict yet`)] : [];
  const room = maxErrors - rest.length;
  if (troubles <= room) return [...shown, ...rest];
  const more = `${formatDevices(troubles - (room - 1))} more: the report has them all`;
  return [...shown.slice(0, room - 1), command({ title: "More devices" }, more), ...rest];
}

const maxErrors = 10;

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
  return command({ ...where, title: `Device ${state}` }, message);
}

function command(properties: Readonly<Record<string, string>>, message: string): string {
  const texts = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::error ${texts.join(",")}::${escapeData(message)}`;
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
