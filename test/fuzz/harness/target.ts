import type { Arbitrary } from 'fast-check';

/** One thing that is fuzzed. A case is plain data, so that it can be printed, shrunk and replayed. */
export interface Target<C = unknown> {
  readonly cases: Arbitrary<C>;
  /** Throws when something is wrong. Must come to an end by itself, whatever the library does with it. */
  readonly run: (each: C) => void | Promise<void>;
  /** How many cases take about a second. */
  readonly quick: number;
}

/** Keeps the type of the cases within the target. */
export function target<C>(made: Target<C>): Target {
  return made as Target;
}
