import type { Refusal } from "./refusal.ts";

/** The account that a request is for: without a name, the user's only one. */
export function accountOf(named: string | undefined): string {
  return named || onlyAccount;
}

/** Who asks, and for which account; undefined or empty: none is named. */
export interface AccountRequest {
  readonly username: string;
  readonly account: string | undefined;
}

/** Why a user may not use an account, or must name one. */
export function refuseAccount({ username, account }: AccountRequest): Refusal | undefined {
  if (username === "noaccounts")
    return { code: "REQUEST_FAILED.NoAccounts", text: "The user has no accounts." };
  if (username === "manyaccounts" && !account) {
    return {
      code: "REQUEST_FAILED.MultipleAccounts",
      text: "The user has more than one account: AccountName is required.",
    };
  }
  if (account?.includes("NOTFOUND")) {
    return { code: "REQUEST_FAILED.AccountNotFound", text: `The account ${account} was not found.` };
  }
  if (account?.includes("NOTDEFINED")) {
    return { code: "INPUT_INVALID.Account.NotDefined", text: `The account ${account} is not defined.` };
  }
  return undefined;
}

const onlyAccount = "0000000000-00001";
