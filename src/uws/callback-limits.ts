/** What a callback may hold; a message beyond any of it is refused as soon as that shows. Lengths are in UTF-16 code units. */
export type CallbackLimits = Readonly<Record<keyof typeof callbackLimits, number>>;

export const callbackLimits = {
  /** A full callback, of 10,000 lines, has 3 MB; this holds ten, or five in UTF-16. */
  maxBytes: 32 * 1024 * 1024,
  /** The platform's messages are 10 deep, in a SOAP envelope 12. */
  maxDepth: 64,
  /** A full callback has 80,000; `maxLines` lines with every wrapper that is known have 1.2 million. */
  maxElements: 2_000_000,
  /** A request has at most 10,000 devices. */
  maxLines: 100_000,
  /** Of one device. Five kinds are known, a CarrierService callback names all that the device has. */
  maxIdentifiers: 16,
  /** The longest that is known has 34 characters. */
  maxNameLength: 256,
  /** Of one element; the platform's have at most three. */
  maxAttributes: 64,
  /** They hold namespaces and `true`. */
  maxAttributeLength: 8 * 1024,
  /** Of one element whose text counts. Status and fault texts are the longest: a sentence, or a stack trace. */
  maxTextLength: 64 * 1024,
  /**
   * In which no element begins. It bounds what the parser gathers before it says anything: a name, an attribute, a text or a
   * comment without an end. It is looked at every 64 KiB.
   */
  maxQuietLength: 128 * 1024,
} as const;

/**
 * For a callback that was read before and stored: in UTF-8 it may have grown by half, and with its password replaced the pieces in
 * which lengths are looked at lie elsewhere.
 */
export const storedCallbackLimits: Partial<CallbackLimits> = {
  maxBytes: callbackLimits.maxBytes * 2,
  maxQuietLength: callbackLimits.maxQuietLength * 4,
};
