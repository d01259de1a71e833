import { isIPv4, isIPv6 } from "node:net";
import { isPlatformPort, platformPortsText } from "./platform-ports.ts";

/** What is wrong with a URL that the platform is to call: an error keeps it from being registered, a warning does not. */
export interface UrlFinding {
  readonly severity: "error" | "warning";
  /** One sentence without full stop, about "the URL"; no credentials. */
  readonly text: string;
}

export interface UrlSurroundings {
  /** The platform is a sandbox on this machine: then it reaches this machine, on any port. */
  readonly isLocalPlatform: boolean;
  /** Callbacks bring user name and password. */
  readonly hasCredentials: boolean;
}

/** The URL as it is registered, undefined where it is none; and what is to be said of it. */
export interface PublicUrl {
  readonly url: string | undefined;
  readonly findings: readonly UrlFinding[];
}

/**
 * Looks at a URL before it is registered for callbacks. Names are not looked up. Source of the ports, and that the platform must
 * reach the URL: its page on RegisterCallback.
 */
export function inspectPublicUrl(text: string, surroundings: UrlSurroundings): PublicUrl {
  const trimmed = text.trim();
  const url = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
  if (url === undefined || !["http:", "https:"].includes(url.protocol) || url.hostname === "")
    return { url: undefined, findings: [error("the URL is not an absolute HTTP URL")] };
  if (url.username !== "" || url.password !== "")
    return {
      url: undefined,
      findings: [
        error(
          "the URL holds a user name or password: they go into --callback-username and VZUPLOAD_CALLBACK_PASSWORD",
        ),
      ],
    };
  return { url: url.href, findings: [...formFindings(url), ...reachFindings(url, surroundings)] };
}

function formFindings({ href, hash }: URL): readonly UrlFinding[] {
  return [
    ...(hash === "" ? [] : [error(`the URL holds the fragment ${hash}, which is never sent`)]),
    ...(/['<\\]/.test(href)
      ? [error("the URL holds one of ' < \\, which the platform refuses: percent-encode it")]
      : []),
  ];
}

function reachFindings(
  { protocol, hostname, port }: URL,
  { isLocalPlatform, hasCredentials }: UrlSurroundings,
): readonly UrlFinding[] {
  const place = placeOf(hostname);
  if (isLocalPlatform && place === "loopback") return [];
  const number = port === "" ? (protocol === "https:" ? 443 : 80) : Number(port);
  const clear = hasCredentials ? "callbacks, and the user name and password in them," : "callbacks";
  return [
    ...(isPlatformPort(number)
      ? []
      : [error(`the platform does not call port ${number}: only ${platformPortsText}`)]),
    ...(place === "public" ? [] : [placeFindings[place](hostname)]),
    ...(protocol === "http:" ? [warning(`${clear} come in the clear: HTTPS would protect them`)] : []),
  ];
}

type Place = "loopback" | "link" | "private" | "public";

const placeFindings = {
  loopback: (host) => error(`${host} is each machine's own name for itself: the platform cannot reach it`),
  link: (host) => error(`${host} is known in one local network only: the platform cannot reach it`),
  private: (host) => warning(`${host} is private: the platform reaches it over a private line only`),
} as const satisfies Record<Exclude<Place, "public">, (host: string) => UrlFinding>;

/** By address (as a URL writes it) or by the endings of names that no public DNS knows (RFC 6761, 6762, 8375, 9476). */
function placeOf(hostname: string): Place {
  const host = hostname.replace(/^\[|\]$/g, "").replace(/\.$/, "");
  if (isIPv4(host)) return find(ipv4Places, host);
  if (isIPv6(host)) return placeOfIpv6(host);
  if (host === "localhost" || host.endsWith(".localhost")) return "loopback";
  if (host.endsWith(".local")) return "link";
  if (!host.includes(".")) return "link";
  return privateNames.some((ending) => host.endsWith(ending)) ? "private" : "public";
}

const privateNames = [
  ".internal",
  ".lan",
  ".home.arpa",
  ".home",
  ".corp",
  ".intranet",
  ".test",
  ".invalid",
  ".alt",
];

type Places = readonly (readonly [pattern: RegExp, place: Place])[];

const ipv4Places: Places = [
  [/^(127|0)\./, "loopback"],
  [/^169\.254\./, "link"],
  [/^(22[4-9]|2[3-5]\d)\./, "link"],
  [/^10\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./, "private"],
  // Carrier-grade NAT.
  [/^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./, "private"],
];

/** In the shortened form that URLs have. */
const ipv6Places: Places = [
  [/^::1?$/, "loopback"],
  [/^fe[89ab]/, "link"],
  [/^ff/, "link"],
  [/^f[cd]/, "private"],
];

function placeOfIpv6(host: string): Place {
  const [, high = "", low = ""] = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/.exec(host) ?? [];
  if (high === "") return find(ipv6Places, host);
  const words = [Number.parseInt(high, 16), Number.parseInt(low, 16)];
  return find(ipv4Places, words.flatMap((word) => [word >> 8, word & 255]).join("."));
}

function find(places: Places, host: string): Place {
  return places.find(([pattern]) => pattern.test(host))?.[1] ?? "public";
}

function error(text: string): UrlFinding {
  return { severity: "error", text };
}

function warning(text: string): UrlFinding {
  return { severity: "warning", text };
}
