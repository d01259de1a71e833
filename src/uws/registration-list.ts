import { visibleText } from "../visible-text.ts";
import { NotUsable, walkXml } from "./xml-walk.ts";

/** One registration, as GetCallbackRegistrations tells it: credentials are not given back. */
export interface CallbackRegistration {
  /** Undefined: not told. */
  readonly accountName?: string;
  readonly serviceName: string;
  readonly url: string;
}

export type RegistrationList =
  | { readonly kind: "registrations"; readonly registrations: readonly CallbackRegistration[] }
  /** Begins "the answer ...", no full stop. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Reads the answer to GetCallbackRegistrations, by local names in any namespace and wrapper: ServiceName and Url that stand together
 * are a registration; an empty Url is none. "Nothing is registered" is believed only where nothing else is told: it would let a
 * registration be displaced unseen.
 */
export function readRegistrationList(body: Buffer): RegistrationList {
  const groups: Group[] = [];
  const open: Group[] = [];
  let isAnswer = false;
  const reason = walkXml(body, {
    opened(path) {
      isAnswer ||= path.at(-1) === answerName;
      open.push({ isWithin: path.includes(answerName), texts: new Map(), hasElements: false });
      const parent = open.at(-2);
      if (parent !== undefined) parent.hasElements = true;
    },
    closed(path, text) {
      const own = open.pop();
      if (own?.hasElements && own.texts.size > 0 && own.isWithin) groups.push(own);
      if (own === undefined || own.hasElements || !own.isWithin) return;
      const name = (path.at(-1) ?? "").toLowerCase();
      const parent = open.at(-1);
      if (parent === undefined) return;
      const before = parent.texts.get(name);
      if (before !== undefined && before !== text && read.has(name))
        throw new NotUsable(`holds two different ${visibleText(path.at(-1) ?? "")} side by side`);
      parent.texts.set(name, text);
      if (groups.length > maxGroups || parent.texts.size > maxGroups) throw new NotUsable("repeats itself");
    },
  });
  if (reason !== undefined) return { kind: "unreadable", reason };
  if (!isAnswer) return { kind: "unreadable", reason: `the answer holds no ${answerName}` };
  return registrationsOf(groups.map(({ texts }) => texts));
}

const answerName = "GetCallbackRegistrationsResponse";
const read: ReadonlySet<string> = new Set(["accountname", "servicename", "url"]);
/** There are a dozen services. */
const maxGroups = 1000;

/** The texts of elements that stand side by side, by their names in lower case. */
interface Group {
  readonly isWithin: boolean;
  readonly texts: Map<string, string>;
  hasElements: boolean;
}

function registrationsOf(groups: readonly ReadonlyMap<string, string>[]): RegistrationList {
  const byService = new Map<string, CallbackRegistration>();
  let strange: string | undefined;
  for (const texts of groups) {
    const { servicename: serviceName, url, accountname: accountName } = Object.fromEntries(texts);
    if (!serviceName) {
      if (url) return unreadable("the answer holds a Url without its ServiceName");
      strange ??= [...texts].find(([name, text]) => text !== "" && name !== "accountname")?.[0];
      continue;
    }
    if (url === undefined) return unreadable(`the answer holds no Url of ${visibleText(serviceName)}`);
    if (url === "") continue;
    const before = byService.get(serviceName);
    if (before !== undefined && before.url !== url)
      return unreadable(`the answer holds several registrations of ${visibleText(serviceName)}`);
    byService.set(serviceName, { ...(accountName ? { accountName } : {}), serviceName, url });
  }
  if (byService.size === 0 && strange !== undefined)
    return unreadable(`the answer holds no ServiceName and Url, but the element ${visibleText(strange)}`);
  return { kind: "registrations", registrations: [...byService.values()] };
}

function unreadable(reason: string): RegistrationList {
  return { kind: "unreadable", reason };
}
