import type { SettingValues } from "../config/setting-values.ts";
import type { RetryPolicy } from "../upload/retry-policy.ts";

/** How often and how soon what cannot have been applied is tried again. */
export function retryPolicy({ retries, retryDelays }: SettingValues): RetryPolicy {
  return { retries: retries ?? defaultRetries, delaysMs: retryDelays ?? defaultDelaysMs };
}

const defaultRetries = 3;
const defaultDelaysMs = [1_000, 5_000, 15_000];
