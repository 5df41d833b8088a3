import { inspect, isDeepStrictEqual } from 'node:util';
import type { Tally } from './tally.js';

/** Something that must never happen has happened. */
export interface Violation {
  readonly invariant: string;
  readonly expected: unknown;
  readonly seen: unknown;
  readonly where: string;
}

/**
 * Whether the invariants hold, and how often each was looked at. A violation is told and kept, never thrown: where one is
 * seen a throw would often be contained as the failure of a handler.
 */
export class Checks {
  readonly violations: Violation[] = [];
  readonly #counts: Tally;
  readonly #tell: (violation: Violation) => void;

  constructor(counts: Tally, tell: (violation: Violation) => void) {
    this.#counts = counts;
    this.#tell = tell;
  }

  get failed(): boolean {
    return this.violations.length > 0;
  }

  /** `expected` and `seen` are asked for only when the invariant does not hold. */
  that(invariant: string, holds: boolean, where: string, told: () => [unknown, unknown]): boolean {
    this.#counts.add(invariant);
    if (!holds) {
      const [expected, seen] = told();
      this.violated({ invariant, expected, seen, where });
    }
    return holds;
  }

  /** Whether `seen` has the same content as `expected`. */
  equal(invariant: string, seen: unknown, expected: unknown, where: string): boolean {
    const holds = Object.is(seen, expected) || isDeepStrictEqual(seen, expected);
    return this.that(invariant, holds, where, () => [expected, seen]);
  }

  /** Whether `seen` has the very same elements in the same order. */
  same(
    invariant: string,
    seen: readonly unknown[],
    expected: readonly unknown[],
    where: string,
  ): boolean {
    const holds =
      seen.length === expected.length && seen.every((each, at) => each === expected[at]);
    return this.that(invariant, holds, where, () => [expected, seen]);
  }

  violated(violation: Violation): void {
    this.violations.push(violation);
    this.#tell(violation);
  }
}

/** A violation as a text, with the seed that leads to it. */
export function describeViolation(
  { invariant, expected, seen, where }: Violation,
  seed: number,
): string {
  const show = (what: unknown): string => inspect(what, { depth: 3, maxArrayLength: 20 });
  return [
    `VIOLATED ${invariant} (seed ${seed}) in ${where}`,
    `  expected: ${show(expected)}`,
    `  seen:     ${show(seen)}`,
  ].join('\n');
}
