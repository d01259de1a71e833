/** Why a message is not taken as a callback. */
export interface CallbackRefusal {
  /** A stable word, for scripts. */
  readonly reason: CallbackRefusalReason;
  /** The HTTP status that fits: 400 not readable, 413 beyond a limit, 422 readable and of no use. */
  readonly status: 400 | 413 | 422;
  /** One sentence; printable, and nothing in it is quoted from the message but the names of known elements. */
  readonly message: string;
}

export type CallbackRefusalReason = keyof typeof refusals;

/** Where the first refusal of a message is kept; whoever reads it goes no further then. */
export interface RefusalSlot {
  refusal: CallbackRefusal | undefined;
}

/** Refuses the message, unless it is refused already. */
export function refuse(slot: RefusalSlot, reason: CallbackRefusalReason, detail?: string | number): void {
  slot.refusal ??= refusalOf(reason, detail);
}

/** `detail`: what the sentence of the reason names. */
export function refusalOf(reason: CallbackRefusalReason, detail: string | number = ""): CallbackRefusal {
  const { status, message } = refusals[reason];
  return { reason, status, message: message(String(detail)) };
}

interface RefusalText {
  readonly status: CallbackRefusal["status"];
  readonly message: (detail: string) => string;
}

const refusals = {
  empty: { status: 400, message: () => "The message is empty." },
  encoding: { status: 400, message: (problem) => `The message ${problem}.` },
  notXml: { status: 400, message: (problem) => `The message is not well-formed XML: ${problem}.` },
  doctype: { status: 400, message: () => "The message declares a DOCTYPE, which no SOAP message does." },
  tooLarge: tooMuch((limit) => `is longer than ${limit} bytes`),
  tooDeep: tooMuch((limit) => `has elements more than ${limit} deep`),
  tooManyElements: tooMuch((limit) => `has more than ${limit} elements`),
  tooManyLines: tooMuch((limit) => `has more than ${limit} lines`),
  tooManyIdentifiers: tooMuch((limit) => `has a device with more than ${limit} identifiers`),
  tooManyAttributes: tooMuch((limit) => `has an element with more than ${limit} attributes`),
  nameTooLong: tooMuch((limit) => `has a name of more than ${limit} characters`),
  attributeTooLong: tooMuch((limit) => `has an attribute of more than ${limit} characters`),
  textTooLong: tooMuch((limit) => `has a text of more than ${limit} characters`),
  quietTooLong: tooMuch((limit) => `has ${limit} characters in which no element begins`),
  notACallback: { status: 422, message: () => "The message is XML, but no callback." },
  noRequestId: { status: 422, message: () => "The callback has no RequestId." },
  severalRequestIds: { status: 422, message: () => "The callback has several RequestIds." },
  badRequestId: {
    status: 422,
    message: () => "The callback's RequestId is not 1 to 200 printable ASCII characters without blanks.",
  },
  severalServices: {
    status: 422,
    message: () => "The callback speaks of DeviceService and CarrierService at once.",
  },
  severalValues: { status: 422, message: (element) => `The callback has several values for ${element}.` },
  elementsInText: { status: 422, message: (element) => `The callback has elements within its ${element}.` },
  contentInNil: { status: 422, message: () => "The callback has an element that is nil and has content." },
  misplaced: { status: 422, message: (element) => `The callback has ${element} where it has no meaning.` },
  unpaired: {
    status: 422,
    message: () => "The callback has a Kind and an Identifier that are no clear pair.",
  },
} as const satisfies Record<string, RefusalText>;

function tooMuch(what: (limit: string) => string): RefusalText {
  return { status: 413, message: (limit) => `The message ${what(limit)}.` };
}
