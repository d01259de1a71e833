/** A SOAP fault as the platform worded it, both trimmed. */
export interface Fault {
  /** Service, error code, perhaps a prefix: `DeviceService.INPUT_INVALID.Request.InvalidCharacter`. May be empty. */
  readonly code: string;
  /** May be empty. */
  readonly text: string;
}
