import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

/** What the engine keeps of its own, in bytes per round of 100,000: a leak of one reference is more. */
export const NOTHING = 8;

/** How long a test of heaps may take: on a busy machine collections are slow. */
export const PATIENCE = 300_000;

/** Full collections, with a turn of the event loop between them for weak references to be cleared. */
export async function collectGarbage(): Promise<void> {
  for (let i = 0; i < 3; i++) {
    gc();
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The bytes in use after a collection. */
export async function heapInUse(): Promise<number> {
  await collectGarbage();
  return process.memoryUsage().heapUsed;
}

/**
 * By how many bytes many rounds make the heap grow, after some to warm up, which are given negative numbers.
 * What the engine makes room for of its own, as in a `WeakMap` that was full between two collections, stays for a while,
 * but does not grow again: where more than nothing seems kept, more rounds tell. A leak grows with each of them.
 */
async function grownBy(
  round: (i: number) => unknown,
  rounds: number,
  warmUp: number,
): Promise<number> {
  const run = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) {
      const result = round(i);
      if (result instanceof Promise) await result;
    }
  };
  await run(-warmUp, 0);
  let grown = Infinity;
  for (let stretch = 0; stretch < 3 && grown >= NOTHING * 100_000; stretch++) {
    const before = await heapInUse();
    await run(stretch * rounds, (stretch + 1) * rounds);
    grown = Math.min(grown, (await heapInUse()) - before);
  }
  return grown;
}

/** By how many bytes each of many rounds makes the heap grow. */
export async function growth(
  round: (i: number) => unknown,
  { rounds = 100_000, warmUp = 5_000 } = {},
): Promise<number> {
  return (await grownBy(round, rounds, warmUp)) / rounds;
}

/**
 * As `growth`, for what takes too long to be done 100,000 times: what the engine keeps of its own does not depend on the
 * number of rounds, so the same limit is fit, and what a round leaves behind counts less.
 */
export async function growthOfAll(round: (i: number) => unknown, rounds: number): Promise<number> {
  return (await grownBy(round, rounds, 5_000)) / 100_000;
}

/**
 * What is not collected. It is tried several times: the engine's compilers, at work in the background, hold what they
 * look at until they are done.
 */
export async function survivorsOf<T extends object>(refs: readonly WeakRef<T>[]): Promise<T[]> {
  const alive = (): T[] => refs.flatMap((ref) => ref.deref() ?? []);
  for (let i = 0; i < 10; i++) {
    await collectGarbage();
    // Not kept in a variable, which would keep them alive.
    if (alive().length === 0) break;
  }
  return alive();
}

/** Whether what `make` returns is collected once `make` has returned. */
export async function isCollected(make: () => object): Promise<boolean> {
  const ref = new WeakRef(make());
  return (await survivorsOf([ref])).length === 0;
}
