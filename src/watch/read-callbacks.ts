import type { Callback } from "../uws/callback.ts";

/**
 * Callbacks that this process has read at the door and stored, by their place in the inbox, until the inbox brings them: so they
 * need not be read again. Bounded: the oldest make room, and whoever misses one reads it from the inbox.
 */
export interface ReadCallbacks {
  /** `bytes`: of its message. */
  add(place: string, callback: Callback, bytes: number): void;
  take(place: string): Callback | undefined;
  /** Of those that are here now. */
  places(): readonly string[];
}

export function createReadCallbacks(maxBytes = defaultMaxBytes): ReadCallbacks {
  const kept = new Map<string, Kept>();
  let bytes = 0;
  const take = (place: string): Callback | undefined => {
    const found = kept.get(place);
    if (found === undefined) return undefined;
    kept.delete(place);
    bytes -= found.bytes;
    return found.callback;
  };
  return {
    add(place, callback, size) {
      if (size > maxBytes) return;
      kept.set(place, { callback, bytes: size });
      bytes += size;
      for (const oldest of kept.keys()) {
        if (bytes <= maxBytes) return;
        take(oldest);
      }
    },
    take,
    places: () => [...kept.keys()],
  };
}

interface Kept {
  readonly callback: Callback;
  readonly bytes: number;
}

/** Of messages; what they say takes several times that. Two full callbacks; twice as much is no quicker. */
const defaultMaxBytes = 8 * 1024 * 1024;
