/** Resolves in a later turn of the event loop. */
export type WaitForTurn = () => Promise<void>;

/** The next turn. */
export const nextTurn: WaitForTurn = () =>
  new Promise((resolve) => {
    setImmediate(resolve);
  });

/**
 * Node.js takes one new connection in each turn of its event loop: where there are many, a good callback waits as long as the turns
 * before it take. So bodies of unknown senders go on one at a time, and with such a distance.
 */
const turnsApart = 8;

/** Waits until all others that wait here had their turn. */
export function createTurns(): WaitForTurn {
  let last: Promise<void> = Promise.resolve();
  return () => {
    last = skipTurns(last);
    return last;
  };
}

async function skipTurns(before: Promise<void>): Promise<void> {
  await before;
  for (let turn = 0; turn < turnsApart; turn++) await nextTurn();
}
