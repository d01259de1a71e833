/** An absolute http or https URL, else undefined. */
export function parseCallbackUrl(text: string): URL | undefined {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url !== undefined && defaultPorts.has(url.protocol) ? url : undefined;
}

/** Whether the platform takes registrations for the URL's port. On this machine any port will do: the sandbox's own rule. */
export function hasAllowedPort({ protocol, hostname, port }: URL): boolean {
  if (isLoopback(hostname)) return true;
  const number = port === "" ? defaultPorts.get(protocol) : Number(port);
  return allowedPorts.some(([first, last]) => number !== undefined && number >= first && number <= last);
}

const defaultPorts: ReadonlyMap<string, number> = new Map([
  ["http:", 80],
  ["https:", 443],
]);

/** Source: the platform's page on RegisterCallback. */
const allowedPorts: readonly (readonly [first: number, last: number])[] = [
  [80, 80],
  [443, 443],
  [9001, 9006],
  [28_200, 28_220],
  [50_551, 50_559],
];

function isLoopback(hostname: string): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d+){3}$/.test(hostname);
}
