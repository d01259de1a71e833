import type { IdentifierKind } from "../../devices/identifiers.ts";
import type { DevicesOperation, ReceivedActivation } from "../received.ts";

/** An upload or activation that was applied, as far as its callbacks speak of it. */
export interface AcceptedRequest {
  readonly operation: DevicesOperation;
  readonly requestId: string;
  readonly account: string;
  /** Of an activation: empty. */
  readonly sku: string;
  /** The kinds of each device's identifiers, in order. */
  readonly kinds: readonly IdentifierKind[];
  /** Each device's identifiers in that order, joined by a comma. */
  readonly deviceKeys: readonly string[];
  /** Undefined: the devices are not to be activated. */
  readonly activate: ReceivedActivation | undefined;
  /** The text of the fault with which an upload fails later as a whole. */
  readonly packageFault: string | undefined;
}

/** The same in memory of its own: what a parser gives holds on to the chunks that it was cut from. */
export function detachedRequest(request: AcceptedRequest): AcceptedRequest {
  return { ...request, deviceKeys: request.deviceKeys.join(separator).split(separator) };
}

/** The identifier that a device is known by (IMEI, MEID or ESN). */
export function firstIdentifierOf(deviceKey: string): string {
  const comma = deviceKey.indexOf(",");
  return comma < 0 ? deviceKey : deviceKey.slice(0, comma);
}

/** No text of an XML message has it. */
const separator = "\u0000";

/** The identifiers of a device, in the order of its kinds. */
export function identifiersOf({ kinds }: AcceptedRequest, deviceKey: string): readonly string[] {
  const comma = kinds.length < 2 ? -1 : deviceKey.indexOf(",");
  return comma < 0 ? [deviceKey] : [deviceKey.slice(0, comma), deviceKey.slice(comma + 1)];
}
