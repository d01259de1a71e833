import { renameSync, rmSync, writeFileSync } from "node:fs";
import type { DeviceTable } from "../devices/device-table.ts";
import { intersect, sortedHashes } from "../devices/identifier-hashes.ts";
import type { MatchBlock } from "./claim-matches.ts";
import { buildClaimRun, type ClaimRun, type ClaimRunHead, withClaimRun } from "./claim-run.ts";
import { type BlockReader, type ClaimsFile, firstBlock, openBlocks } from "./claims-file.ts";
import type { ClaimCursor } from "./store.ts";

/**
 * Sorted runs beside a claims file, one behind the other from its beginning: so that of ten million claims those few are read that may
 * be asked for. They hold nothing that the claims file does not: one that is missing, damaged or of another file costs time
 * only, for then the claims are read from there on, and the next append writes it anew.
 */
export interface ClaimRuns {
  /** Has `match` look at the devices that may share an identifier with a row, in their order, as far as there are runs; returns how far that is. */
  find(file: ClaimsFile, table: DeviceTable, match: MatchBlock): ClaimCursor;
  /** Writes the runs that are missing. To be called by one process at a time. */
  extend(file: ClaimsFile): void;
}

/** `pathOf` the run that begins at a place of the claims file. A run ends with the first block behind `runBytes`. */
export function claimRuns(pathOf: (from: ClaimCursor) => string, runBytes: number): ClaimRuns {
  /** Those that cannot be read, by where they begin. */
  const damaged = new Set<ClaimCursor>();
  return {
    find(file, table, match) {
      const blocks = openBlocks(file);
      const findIn = createFinder(table, blocks, match);
      const room = createRoom();
      let at = firstBlock;
      for (;;) {
        const end = withClaimRun(pathOf(at), ({ head, read }) => {
          if (!isOf(head, at, blocks)) return undefined;
          const run = read(room);
          if (run === undefined) damaged.add(at);
          else findIn(run);
          return run?.to;
        });
        if (end === undefined) return at;
        at = end;
      }
    },
    extend(file) {
      const blocks = openBlocks(file);
      for (let at = firstBlock; blocks.end - at >= runBytes; ) {
        const isKnown = !damaged.has(at);
        const known = withClaimRun(pathOf(at), ({ head }) =>
          isKnown && isOf(head, at, blocks) ? head.to : undefined,
        );
        const end = known ?? writeRun(pathOf(at), at, blocks, runBytes);
        if (end === undefined) return;
        damaged.delete(at);
        at = end;
      }
    },
  };
}

/** A backup may have replaced the claims file. */
function isOf({ from, to, last }: ClaimRunHead, at: ClaimCursor, blocks: BlockReader): boolean {
  if (from !== at || to > blocks.end) return false;
  const frame = blocks.frameAt(last.at);
  return frame?.crc === last.crc && frame.next === to;
}

/** Returns where it ends; undefined: it cannot be written, which the claims can do without. */
function writeRun(
  path: string,
  from: ClaimCursor,
  blocks: BlockReader,
  runBytes: number,
): ClaimCursor | undefined {
  const run = buildClaimRun(from);
  let at = from;
  while (at < blocks.end && at - from < runBytes) {
    const block = blocks.readAt(at);
    run.add(at, block);
    at = block.next;
  }
  const temporary = `${path}.tmp`;
  try {
    writeFileSync(temporary, run.encode(), { mode: 0o600 });
    renameSync(temporary, path);
    return at;
  } catch {
    rmSync(temporary, { force: true });
    return undefined;
  }
}

function createFinder(
  table: DeviceTable,
  { readAt }: BlockReader,
  match: MatchBlock,
): (run: ClaimRun) => void {
  const asked = new Map(table.kinds.map((kind, position) => [kind, sortedHashes(table, position)]));
  let found = new Uint32Array(0);
  return ({ from, blocks, columns }) => {
    const entries = columns.reduce((sum, { hashes }) => sum + hashes.length, 0);
    if (entries > found.length) found = new Uint32Array(entries);
    let count = 0;
    for (const { kind, hashes, devices } of columns) {
      const wanted = asked.get(kind);
      if (wanted === undefined) continue;
      intersect(hashes, wanted, (index) => {
        found[count++] = devices[index] ?? 0;
      });
    }
    const candidates = eachOnce(found.subarray(0, count).sort());
    for (let index = 0, at = 0; at < candidates.length; index += 2) {
      const first = blocks[index + 1] ?? 0;
      const end = blocks[index + 3] ?? Number.POSITIVE_INFINITY;
      const start = at;
      while (at < candidates.length && (candidates[at] ?? 0) < end) at++;
      if (at === start) continue;
      const { block, words } = readAt(from + (blocks[index] ?? 0));
      match(
        block,
        words,
        candidates.subarray(start, at).map((device) => device - first),
      );
    }
  };
}

/** Of ascending numbers; in their place. */
function eachOnce(numbers: Uint32Array): Uint32Array {
  let count = 0;
  for (const number of numbers) if (count === 0 || number !== numbers[count - 1]) numbers[count++] = number;
  return numbers.subarray(0, count);
}

/** The same memory for one run after the other. */
function createRoom(): (bytes: number) => ArrayBuffer {
  let room = new ArrayBuffer(0);
  return (bytes) => {
    if (bytes > room.byteLength) room = new ArrayBuffer(bytes);
    return room;
  };
}
