import { VzuploadError } from "../../src/errors.ts";

/** What the user gets to see of an expected failure. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly hint: string | undefined;
}

/** The expected failure of an action; anything else it throws is thrown on, and that it succeeds is an error. */
export async function failureOf(action: () => unknown): Promise<Failure> {
  try {
    await action();
  } catch (error) {
    if (error instanceof VzuploadError) return { kind: error.kind, message: error.message, hint: error.hint };
    throw error;
  }
  throw new Error("it did not fail");
}
