import { createHash, timingSafeEqual } from "node:crypto";
import { VzuploadError } from "../errors.ts";

/** What a callback must bring: what the callback URL was registered with. */
export interface ExpectedCredentials {
  readonly username: string;
  readonly password: string;
}

/** What a message brings; undefined: it has no such element. */
export interface BroughtCredentials {
  readonly username: string | undefined;
  readonly password: string | undefined;
}

/**
 * Compares credentials in a time that tells nothing of them; blanks around them do not matter, as the platform adds some.
 * @throws VzuploadError of kind usage where nothing would be compared.
 */
export function createCredentialCheck(
  expected: ExpectedCredentials,
): (brought: BroughtCredentials) => boolean {
  if (expected.password.trim() === "")
    throw new VzuploadError("usage", "The password that callbacks must bring is empty.", {
      hint: "Give the password that the callback URL is registered with.",
    });
  const username = digest(expected.username);
  const password = digest(expected.password);
  return (brought) => {
    const isUser = timingSafeEqual(digest(brought.username ?? ""), username);
    const isPassword = timingSafeEqual(digest(brought.password ?? ""), password);
    return isUser && isPassword;
  };
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text.trim()).digest();
}
