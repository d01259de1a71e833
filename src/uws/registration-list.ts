import { visibleText } from "../visible-text.ts";
import { isTelling, withDeclared } from "./telling-attributes.ts";
import { NotUsable, walkXml } from "./xml-walk.ts";

/** One registration, as GetCallbackRegistrations tells it: credentials are not given back. */
export interface CallbackRegistration {
  /** Undefined: not told. */
  readonly accountName?: string;
  /** Those that vzupload registers are spelled as it spells them. */
  readonly serviceName: string;
  readonly url: string;
}

export type RegistrationList =
  | { readonly kind: "registrations"; readonly registrations: readonly CallbackRegistration[] }
  /** Begins "the answer ...", no full stop. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads the answer to GetCallbackRegistrations for an account, by local names in any namespace and wrapper: ServiceName and Url that
 * stand together are a registration; an empty Url is none. "Nothing is registered" is believed only where nothing else is told: it
 * would let a registration be displaced unseen. So what may tell of one in another form (attributes, text beside elements, elements
 * outside of the response, names that only resemble a service's, another account) makes the whole answer unreadable.
 */
export function readRegistrationList(body: Buffer, account: string): RegistrationList {
  const groups: Group[] = [];
  const open: Group[] = [];
  let isAnswer = false;
  const reason = walkXml(body, {
    opened(path, attributes) {
      const parent = open.at(-1);
      const isWithin = parent?.isWithin === true || path.at(-1) === answerName;
      isAnswer ||= isWithin;
      const group = startGroup(isWithin, withDeclared(parent?.xsiPrefixes ?? none, attributes));
      if (isWithin) refuseAttributes(attributes, group);
      if (parent !== undefined) parent.hasElements = true;
      open.push(group);
    },
    textBefore: (path) => refuseText(path, open.at(-1)),
    closed(path, text) {
      const own = open.pop();
      if (own === undefined) return;
      if (own.hasElements) {
        if (text !== "") refuseText(path, own);
        if (own.texts.size > 0) groups.push(own);
      } else keep(path.at(-1) ?? "", text, own, open.at(-1));
      if (groups.length > maxGroups) throw new NotUsable("repeats itself");
    },
  });
  if (reason !== undefined) return { kind: "unreadable", reason };
  if (!isAnswer) return { kind: "unreadable", reason: `the answer holds no ${answerName}` };
  const texts = groups.map((group) => group.texts);
  return ofOtherAccount(texts, account) ?? registrationsOf(texts);
}

const answerName = "GetCallbackRegistrationsResponse";
const read: ReadonlySet<string> = new Set(["accountname", "servicename", "url"]);
const none: ReadonlySet<string> = new Set();
/** There are a dozen services. */
const maxGroups = 1000;

type Texts = ReadonlyMap<string, string>;

/** The texts of elements that stand side by side, by their names in lower case. */
interface Group {
  readonly isWithin: boolean;
  readonly xsiPrefixes: ReadonlySet<string>;
  readonly texts: Map<string, string>;
  hasElements: boolean;
}

function startGroup(isWithin: boolean, xsiPrefixes: ReadonlySet<string>): Group {
  return { isWithin, xsiPrefixes, texts: new Map(), hasElements: false };
}

function refuseAttributes(attributes: Readonly<Record<string, string>>, { xsiPrefixes }: Group): void {
  const telling = Object.entries(attributes).find((attribute) => isTelling(attribute, xsiPrefixes));
  if (telling !== undefined)
    throw new NotUsable(`holds the attribute ${visibleText(telling[0])}, which may tell of a registration`);
}

function refuseText(path: readonly string[], within: Group | undefined): void {
  if (within?.isWithin)
    throw new NotUsable(`holds text beside elements in ${visibleText(path.at(-1) ?? "")}`);
}

/** An element without elements: its text belongs to the group of its siblings. */
function keep(name: string, text: string, own: Group, siblings: Group | undefined): void {
  const lower = name.toLowerCase();
  if (!own.isWithin) {
    if (text !== "" && (lower === "servicename" || lower === "url"))
      throw new NotUsable(`holds ${visibleText(name)} outside of its ${answerName}`);
    return;
  }
  if (siblings === undefined) return;
  const before = siblings.texts.get(lower);
  if (before !== undefined && before !== text && read.has(lower))
    throw new NotUsable(`holds two different ${visibleText(name)} side by side`);
  siblings.texts.set(lower, text);
  if (siblings.texts.size > maxGroups) throw new NotUsable("repeats itself");
}

function ofOtherAccount(groups: readonly Texts[], account: string): RegistrationList | undefined {
  const names = groups.map((texts) => texts.get("accountname") ?? "");
  // Where none was named it is the user's only one.
  const asked = account.trim();
  const other = asked === "" ? undefined : names.find((name) => name !== "" && name !== asked);
  return other === undefined ? undefined : unreadable(`the answer is about account ${visibleText(other)}`);
}

function registrationsOf(groups: readonly Texts[]): RegistrationList {
  const byService = new Map<string, CallbackRegistration>();
  const strange = groups.map((texts) => (texts.get("servicename") ? undefined : otherElement(texts)));
  for (const texts of groups) {
    const entry = readEntry(texts);
    if (typeof entry === "string") return unreadable(`the answer holds ${entry}`);
    if (entry === undefined) continue;
    const before = byService.get(entry.serviceName);
    if (before !== undefined && before.url !== entry.url)
      return unreadable(`the answer holds several registrations of ${visibleText(entry.serviceName)}`);
    byService.set(entry.serviceName, entry);
  }
  const other = strange.find((name) => name !== undefined);
  if (byService.size === 0 && other !== undefined)
    return unreadable(`the answer holds no ServiceName and Url, but the element ${visibleText(other)}`);
  return { kind: "registrations", registrations: [...byService.values()] };
}

/** Undefined: no registration; a text: why it is not readable, behind "the answer holds". */
function readEntry(texts: Texts): CallbackRegistration | string | undefined {
  const { servicename, url, accountname: accountName } = Object.fromEntries(texts);
  if (!servicename) return url ? "a Url without its ServiceName" : undefined;
  const serviceName = knownSpelling(servicename);
  if (serviceName === undefined) return `the service ${visibleText(servicename)}, which is not known`;
  if (url === undefined) return `no Url of ${visibleText(serviceName)}`;
  if (url !== "") return { ...(accountName ? { accountName } : {}), serviceName, url };
  const other = otherElement(texts);
  if (other === undefined) return undefined;
  return `no Url of ${visibleText(serviceName)}, but the element ${visibleText(other)}`;
}

/** The name of one that is not read, and holds text. */
function otherElement(texts: Texts): string | undefined {
  return [...texts].find(([name, text]) => text !== "" && !read.has(name))?.[0];
}

/** The services that vzupload registers. */
const ownServices = ["DeviceService", "CarrierService"] as const;

/** Without letter case and blanks. Undefined: it only resembles one of ours ("IDeviceService"), and may mean it or not. */
function knownSpelling(serviceName: string): string | undefined {
  const plain = serviceName.toLowerCase().replace(/\s/g, "");
  const own = ownServices.find((name) => name.toLowerCase() === plain);
  if (own !== undefined) return own;
  const letters = plain.replace(/[^a-z]/g, "");
  const resembles = ownServices.some((name) => {
    const lower = name.toLowerCase();
    return letters !== "" && (letters.includes(lower) || lower.includes(letters));
  });
  return resembles ? undefined : serviceName;
}

function unreadable(reason: string): RegistrationList {
  return { kind: "unreadable", reason };
}
