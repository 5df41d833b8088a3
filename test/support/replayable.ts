import type { Parameters } from 'fast-check';

/**
 * The parameters of a property test. A failure prints its seed and its path; to run just that again:
 * `FC_SEED=… FC_PATH=… npm test -- <file> -t '<test>'`. `FC_RUNS=…` runs more than usual.
 */
export function replayable<T = unknown>(numRuns: number): Parameters<T> {
  const { FC_SEED: seed, FC_PATH: path, FC_RUNS: runs } = process.env;
  return {
    numRuns: runs === undefined ? numRuns : Number(runs),
    ...(seed === undefined ? {} : { seed: Number(seed) }),
    ...(path === undefined ? {} : { path }),
  };
}
