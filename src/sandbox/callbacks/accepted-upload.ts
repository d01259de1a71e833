import type { IdentifierKind } from "../../devices/identifiers.ts";
import type { ReceivedActivation } from "../received.ts";

/** An upload that was applied, as far as its callbacks speak of it. */
export interface AcceptedUpload {
  readonly requestId: string;
  readonly account: string;
  readonly sku: string;
  /** The kinds of each device's identifiers, in order. */
  readonly kinds: readonly IdentifierKind[];
  /** Each device's identifiers in that order, joined by a comma. */
  readonly deviceKeys: readonly string[];
  /** Undefined: the devices are not to be activated. */
  readonly activate: ReceivedActivation | undefined;
  /** The text of the fault with which it fails later as a whole. */
  readonly packageFault: string | undefined;
}

/** The same in memory of its own: what a parser gives holds on to the chunks that it was cut from. */
export function detachedUpload(upload: AcceptedUpload): AcceptedUpload {
  return { ...upload, deviceKeys: upload.deviceKeys.join(separator).split(separator) };
}

/** No text of an XML message has it. */
const separator = "\u0000";

/** The identifiers of a device, in the order of its kinds. */
export function identifiersOf({ kinds }: AcceptedUpload, deviceKey: string): readonly string[] {
  const comma = kinds.length < 2 ? -1 : deviceKey.indexOf(",");
  return comma < 0 ? [deviceKey] : [deviceKey.slice(0, comma), deviceKey.slice(comma + 1)];
}
