import { createSettledStore } from "../evidence/settled-store.ts";
import { createFileStore } from "../store/file-store.ts";
import type { Store } from "../store/store.ts";

/** The store of a state directory; doubts that callbacks have settled are settled in what it reads. */
export function openStore(stateDirectory: string, pid: number): Store {
  return createSettledStore(createFileStore(stateDirectory, pid));
}
