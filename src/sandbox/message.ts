import { maxDevicesPerRequest } from "../devices/upload-types.ts";
import type { MessageSink } from "./message-reader.ts";

/** What the sandbox takes from a request: its texts by element name, and its devices. */
export interface Message {
  readonly fields: ReadonlyMap<string, string>;
  readonly devices: CollectedDevices;
  /** The first field with a character that the platform refuses, else undefined. */
  readonly unlawfulField: string | undefined;
}

/** The devices of a message, as far as the rules need them. */
export interface CollectedDevices {
  /** All that the message has, also beyond the limit. */
  readonly count: number;
  /** Up to the limit: the identifiers of each device, in the message's order, joined by a comma. */
  readonly keys: readonly string[];
  /** The Kinds of a device, joined by a comma: each combination that occurs. */
  readonly kinds: ReadonlySet<string>;
}

/** A sink that builds a Message; the message is complete when the reader has ended without a problem. */
export function collectMessage(): { readonly message: Message; readonly sink: MessageSink } {
  const fields = new Map<string, string>();
  const keys: string[] = [];
  const devices = { count: 0, keys, kinds: new Set<string>() };
  const message = { fields, devices, unlawfulField: undefined as string | undefined };
  let kinds: string | undefined;
  let key: string | undefined;
  const sink: MessageSink = {
    text(name, text) {
      if (/['<\\]/.test(text)) message.unlawfulField ??= name;
      if (name === "Kind") kinds = joined(kinds, text);
      else if (name === "Identifier") key = joined(key, text);
      else fields.set(name, detached(text));
    },
    end(name) {
      if (name !== "DeviceIdentifierCollection") return;
      devices.count++;
      if (devices.count <= maxDevicesPerRequest) devices.keys.push(key ?? "");
      devices.kinds.add(kinds ?? "");
      kinds = undefined;
      key = undefined;
    },
  };
  return { message, sink };
}

/** The first may be empty, and is there all the same. */
function joined(before: string | undefined, text: string): string {
  return before === undefined ? text : `${before},${text}`;
}

/** A copy: a part of a parsed chunk would keep the whole chunk in memory for as long as it is remembered. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}
