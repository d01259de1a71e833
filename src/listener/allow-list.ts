import { BlockList, isIP } from "node:net";
import { VzuploadError } from "../errors.ts";
import { visibleText } from "../visible-text.ts";
import { platformAddresses } from "./allowed-addresses.ts";

/** Which addresses may send callbacks. It looks at the connection's own address, never at what a header says. */
export interface AllowList {
  /** `address` as a socket's remoteAddress; undefined, a peer that has gone, is not allowed. */
  allows(address: string | undefined): boolean;
}

/**
 * Reads addresses (203.0.113.7, 2001:db8::1), networks (203.0.113.0/24, 2001:db8::/32) and the word verizon, which stands for the
 * platform's own addresses.
 * @throws VzuploadError of kind usage, naming the word that is none of them.
 */
export function parseAllowList(words: readonly string[]): AllowList {
  const list = new BlockList();
  for (const word of words) add(list, word.trim());
  return {
    allows(address) {
      const plain = plainAddress(address ?? "");
      const family = familyOf(plain);
      return family !== undefined && list.check(plain, family);
    },
  };
}

function add(list: BlockList, word: string): void {
  if (word.toLowerCase() === "verizon") {
    for (const address of platformAddresses) list.addAddress(address, "ipv4");
    return;
  }
  const { address, family, bits } = parseNetwork(word) ?? refuse(word);
  list.addSubnet(address, bits, family);
}

interface Network {
  readonly address: string;
  readonly family: "ipv4" | "ipv6";
  readonly bits: number;
}

const maxBits = { ipv4: 32, ipv6: 128 } as const;

function parseNetwork(word: string): Network | undefined {
  const [, written = "", suffix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(word) ?? [];
  const address = plainAddress(written);
  const family = familyOf(address);
  if (family === undefined) return undefined;
  const isMapped = family === "ipv4" && written.includes(":");
  const bits = suffix === undefined ? maxBits[family] : Number(suffix) - (isMapped ? 96 : 0);
  return bits < 0 || bits > maxBits[family] ? undefined : { address, family, bits };
}

/** An IPv4 address that came over an IPv6 socket (::ffff:1.2.3.4) is what it stands for; the zone of a local one does not matter. */
function plainAddress(address: string): string {
  const [, mapped = ""] = /^::ffff:([\d.]+)$/i.exec(address) ?? [];
  return isIP(mapped) === 4 ? mapped : address.replace(/%.*$/s, "");
}

function familyOf(address: string): "ipv4" | "ipv6" | undefined {
  const version = isIP(address);
  if (version === 0) return undefined;
  return version === 4 ? "ipv4" : "ipv6";
}

function refuse(word: string): never {
  throw new VzuploadError(
    "usage",
    `"${visibleText(word)}" is no address that callbacks may be allowed from.`,
    {
      hint: "Write an address (203.0.113.7), a network (203.0.113.0/24, 2001:db8::/32), or verizon for the platform's published addresses.",
    },
  );
}
