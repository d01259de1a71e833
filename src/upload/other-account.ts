import type { EarlierMatch } from "./earlier-claims.ts";

/**
 * Only where both name an account is it known that they differ: with one left out, this may be the very push that named it
 * before. The user says nothing, for a token has none.
 */
export function isOtherAccount(
  { holding }: EarlierMatch,
  { accountName }: { readonly accountName?: string | undefined },
): boolean {
  const { account } = holding.block;
  return account !== undefined && accountName !== undefined && account !== accountName;
}
