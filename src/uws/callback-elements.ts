/**
 * Where in a message an element stands:
 * - `message`: on the message's own level or in one of its wrappers
 * - `device`: in the Device of a CarrierService callback
 * - `data`: in Data
 * - `upload`, `devices`, `line`: in DeviceService, in its list of devices as the page's table has it, in one of its lines
 * - `fault`, `faultCode`, `faultReason`: in Data's Fault, in Code and Reason of SOAP 1.2 there
 * - `aside`: where nothing has a meaning
 */
type PlaceName =
  | "message"
  | "device"
  | "data"
  | "upload"
  | "devices"
  | "line"
  | "fault"
  | "faultCode"
  | "faultReason"
  | "aside";

/** What a text is. */
export type TextField =
  | "username"
  | "password"
  | "requestId"
  | "status"
  | "attempt"
  | "accountName"
  | "sku"
  | "total"
  | "pending"
  | "success"
  | "failed"
  | "lineStatus"
  | "kind"
  | "identifier"
  | "faultCode"
  | "faultText"
  | "soapCode"
  | "soapText";

/** A part of Data that is nil when the callback is about something else. */
export type Member = "DeviceService" | "CarrierService" | "other" | "fault";

/** What an element means where it stands. `isSecret`: what it holds is not to be stored. */
export type Meaning = { readonly isSecret: boolean } & (
  | TextMeaning
  | HolderMeaning
  | MemberMeaning
  | Misplaced
);

/** It holds a text. */
export interface TextMeaning {
  readonly kind: "text";
  readonly field: TextField;
  /** Its own local name. */
  readonly name: string;
}

/** It holds elements; `callback`: and makes the message a callback; `line`, `device`: and is one. */
interface HolderMeaning {
  readonly kind: "holder" | "callback" | "line" | "device";
  readonly place: PlaceName;
}

/** It holds elements, and is a member of Data. */
interface MemberMeaning {
  readonly kind: "member";
  readonly place: PlaceName;
  readonly member: Member;
}

/** It has a meaning elsewhere, and would change what is read here. */
interface Misplaced {
  readonly kind: "misplaced";
  readonly name: string;
}

/** What a name means depends on where it stands. */
export interface Place {
  /** The listed elements by the length of their names: comparing a few is quicker than hashing a name that was just cut out. */
  readonly names: readonly (readonly NamedMeaning[] | undefined)[];
  /** What an unlisted element means: it is a wrapper, or nothing that matters. */
  readonly others: Meaning;
}

type NamedMeaning = readonly [name: string, meaning: Meaning];

/** By local name alone, in any namespace: the platform mixes them. `name` is as the tag has it, with its prefix. */
export function meaningOf(name: string, place: Place): Meaning {
  return listed(name, place) ?? meaningOfUnlisted(name, place);
}

function listed(name: string, { names }: Place): Meaning | undefined {
  const sameLength = names[name.length];
  if (sameLength === undefined) return undefined;
  for (const [listedName, meaning] of sameLength) if (listedName === name) return meaning;
  return undefined;
}

function meaningOfUnlisted(name: string, place: Place): Meaning {
  const local = name.slice(name.lastIndexOf(":") + 1);
  return listed(local, place) ?? (/^password$/i.test(local) ? secret : place.others);
}

const secret: Meaning = { ...holder("aside"), isSecret: true };

/** Source: the platform's UploadDevices page and its sample messages. */
export const places = {
  message: {
    others: holder("message"),
    names: byLength([
      ["CallbackRequest1", holder("message", "callback")],
      ["CallbackRequest", holder("message", "callback")],
      ["Header", holder("aside")],
      text("Username", "username"),
      text("Password", "password"),
      text("RequestId", "requestId"),
      ["Device", holder("device", "device")],
      ["Data", holder("data", "callback")],
      // The type that the page gives Data.
      ["CallbackData", holder("data", "callback")],
      misplaced("DeviceService"),
      misplaced("UploadDevicesInfo"),
    ]),
  },
  device: {
    others: holder("device"),
    names: byLength([text("Kind", "kind"), text("Identifier", "identifier")]),
  },
  data: {
    others: member("other", "aside"),
    names: byLength([
      ["Data", holder("data")],
      ["CallbackData", holder("data")],
      ["DeviceService", member("DeviceService", "upload")],
      ["CarrierService", member("CarrierService", "aside")],
      ["Fault", member("fault", "fault")],
      text("Status", "status"),
      text("CallbackCount", "attempt"),
      ["MaxCallbackThreshold", holder("aside")],
      ["Comment", holder("aside")],
      ["Summary", holder("aside")],
      misplaced("UploadDevicesInfo"),
    ]),
  },
  upload: {
    others: holder("upload"),
    names: byLength([
      ["Devices", holder("devices")],
      ["UploadDevicesInfo", holder("line", "line")],
      text("AccountName", "accountName"),
      text("DeviceSku", "sku"),
      text("TotalLineCount", "total"),
      text("PendingLineCount", "pending"),
      text("SuccessLineCount", "success"),
      text("FailedLineCount", "failed"),
      misplaced("LineStatus"),
    ]),
  },
  devices: {
    others: holder("devices"),
    names: byLength([
      ["UploadDevices", holder("line", "line")],
      ["UploadDevicesInfo", holder("line", "line")],
      misplaced("LineStatus"),
    ]),
  },
  line: {
    others: holder("line"),
    names: byLength([
      // Unlisted it would mean the same, and take longer to be found.
      ["DeviceIdentifier", holder("line")],
      text("Kind", "kind"),
      text("Identifier", "identifier"),
      text("LineStatus", "lineStatus"),
      misplaced("UploadDevicesInfo"),
      misplaced("UploadDevices"),
    ]),
  },
  fault: {
    others: holder("aside"),
    names: byLength([
      text("faultcode", "faultCode"),
      text("faultstring", "faultText"),
      ["Code", holder("faultCode")],
      ["Reason", holder("faultReason")],
    ]),
  },
  faultCode: {
    others: holder("aside"),
    names: byLength([text("Value", "soapCode"), ["Subcode", holder("faultCode")]]),
  },
  faultReason: { others: holder("aside"), names: byLength([text("Text", "soapText")]) },
  aside: { others: holder("aside"), names: byLength([misplaced("UploadDevicesInfo")]) },
} as const satisfies Record<PlaceName, Place>;

function byLength(names: readonly NamedMeaning[]): Place["names"] {
  const table: NamedMeaning[][] = [];
  for (const named of names) table[named[0].length] = [...(table[named[0].length] ?? []), named];
  return table;
}

function text(name: string, field: TextField): NamedMeaning {
  return [name, { kind: "text", field, name, isSecret: field === "password" }];
}

function holder(place: PlaceName, kind: HolderMeaning["kind"] = "holder"): Meaning {
  return { kind, place, isSecret: false };
}

function member(name: Member, place: PlaceName): Meaning {
  return { kind: "member", place, member: name, isSecret: false };
}

function misplaced(name: string): NamedMeaning {
  return [name, { kind: "misplaced", name, isSecret: false }];
}
