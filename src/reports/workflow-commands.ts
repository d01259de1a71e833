/**
 * How many errors, and how many warnings, GitHub shows of a step. Source: "Limitations" in actions/toolkit,
 * docs/problem-matchers.md.
 */
export const maxAnnotations = 10;

/**
 * A workflow command that marks a line in the view of a GitHub run, to be a line of its own on stderr and not coloured. Source:
 * GitHub's page "Workflow commands", and its runner's ActionCommand.
 */
export function workflowCommand(
  name: "error" | "warning",
  properties: Readonly<Record<string, string>>,
  message: string,
): string {
  const texts = Object.entries(properties).map(([key, value]) => `${key}=${escapeProperty(value)}`);
  return `::${name} ${texts.join(",")}::${escapeData(message)}`;
}

function escapeProperty(text: string): string {
  return escapeData(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

function escapeData(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
