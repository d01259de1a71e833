/** Why the platform does not do what a request asks; sent as a SOAP fault. */
export interface Refusal {
  /** The platform's error code, without the service name that a faultcode begins with. */
  readonly code: string;
  readonly text: string;
}

/** The message does not fit its schema. */
export function deserializationFailed(problem: string): Refusal {
  return { code: "DeserializationFailed", text: `The message cannot be deserialized. ${problem}` };
}

/** The SOAPAction is not one of the service's. */
export function actionNotSupported(action: string): Refusal {
  return { code: "ActionNotSupported", text: `The SOAPAction ${action} is not one of this service.` };
}

/** The platform takes no apostrophe, less-than sign or backslash in any field, escaped or not. */
export function invalidCharacter(field: string): Refusal {
  return {
    code: "INPUT_INVALID.Request.InvalidCharacter",
    text: `The field ${field} contains a character that is not allowed: ' < \\`,
  };
}
