import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';

/** What the soak is asked to do. */
export interface Options {
  readonly seed: number;
  /** How long the load lasts, in milliseconds, in so many phases. */
  readonly load: number;
  readonly phases: number;
  /** Whether heap snapshots are compared. */
  readonly snapshots: boolean;
}

const USAGE = 'npm run soak -- [--minutes n] [--seed n] [--quick]';
const DEFAULT_MINUTES = 2;
const PHASE = 10_000;
const QUICK = { load: 4_500, phases: 3, snapshots: false };

/** @throws Error that says how it is called. */
export function readOptions(args: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...args],
    options: {
      minutes: { type: 'string', default: String(DEFAULT_MINUTES) },
      seed: { type: 'string', default: String(randomInt(2 ** 31)) },
      quick: { type: 'boolean', default: false },
    },
  });
  const seed = Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error(`--seed is an integer: ${USAGE}`);
  const minutes = Number(values.minutes);
  if (!(minutes > 0 && minutes < 10_000)) throw new Error(`--minutes is a number: ${USAGE}`);
  if (values.quick) return { seed, ...QUICK };
  const load = minutes * 60_000;
  // Growth is a line through the ends of phases: it takes some of them.
  return { seed, load, phases: Math.max(4, Math.round(load / PHASE)), snapshots: true };
}
