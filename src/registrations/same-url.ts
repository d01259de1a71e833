/** Whether two texts are one callback URL: letter case of the host, a default port and the slash of an empty path make no difference. */
export function isSameUrl(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && canonical(one) === canonical(other);
}

function canonical(text: string): string {
  const trimmed = text.trim();
  return URL.canParse(trimmed) ? new URL(trimmed).href : trimmed;
}
