import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;

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

/** By how many bytes each of many rounds makes the heap grow, after some to warm up, which are given negative numbers. */
export async function growth(
  round: (i: number) => unknown,
  { rounds = 100_000, warmUp = 5_000 } = {},
): Promise<number> {
  const run = async (from: number, to: number): Promise<void> => {
    for (let i = from; i < to; i++) {
      const result = round(i);
      if (result instanceof Promise) await result;
    }
  };
  await run(-warmUp, 0);
  const before = await heapInUse();
  await run(0, rounds);
  return ((await heapInUse()) - before) / rounds;
}

/**
 * What is not collected. It is tried several times: the engine's compilers, at work in the background, hold what they
 * look at until they are done.
 */
export async function survivorsOf<T extends object>(refs: readonly WeakRef<T>[]): Promise<T[]> {
  const alive = (): T[] => refs.flatMap((ref) => ref.deref() ?? []);
  for (let i = 0; i < 5; i++) {
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
