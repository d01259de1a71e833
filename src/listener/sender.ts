import type { CallbackHead } from "../uws/callback.ts";
import { type BroughtCredentials, createCredentialCheck, type ExpectedCredentials } from "./credentials.ts";

/**
 * What a part of a message shows. `trusted`: right credentials, or where none are expected a RequestId of ours, which nobody can
 * guess; `wrong`: other credentials with another's RequestId.
 */
export type Standing = "trusted" | "wrong";

/** Judges the sender of a message, once it has said enough. */
export interface SenderCheck {
  readonly credentials: "checked" | "unchecked";
  /** Whether the credentials are right; without expected ones always. */
  isRight(brought: BroughtCredentials): boolean;
  isOurs(requestId: string): boolean;
  /** Undefined: it cannot be said yet. */
  standing(head: CallbackHead): Standing | undefined;
}

/** @throws VzuploadError of kind usage for an empty password. */
export function createSenderCheck(
  expected: ExpectedCredentials | undefined,
  isOurs: (requestId: string) => boolean,
): SenderCheck {
  const isRight = expected === undefined ? () => true : createCredentialCheck(expected);
  const isKnownToBeOurs = ({ requestId }: CallbackHead): boolean | undefined =>
    requestId === undefined ? undefined : isOurs(requestId);
  return {
    credentials: expected === undefined ? "unchecked" : "checked",
    isRight,
    isOurs,
    standing(head) {
      if (expected === undefined) return isKnownToBeOurs(head) ? "trusted" : undefined;
      if (head.username === undefined || head.password === undefined) return undefined;
      if (isRight(head)) return "trusted";
      return isKnownToBeOurs(head) === false ? "wrong" : undefined;
    },
  };
}
