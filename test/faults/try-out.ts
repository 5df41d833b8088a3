import { jest } from '@jest/globals';
import type { UnhandledErrors } from '../support/unhandled.js';
import { THROWN, type Fault, type Kind } from './fault.js';
import { OUTCOMES, PLAIN, type Outcome, type Site } from './site.js';
import { World, type Place } from './world.js';

/** What became of a callback that failed. */
export interface Report {
  readonly called: boolean;
  /** Where its error was told. */
  readonly places: readonly Place[];
  /** Others who were not called, though they should have been. */
  readonly forgotten: number;
  /** What else would have ended the process. */
  readonly fatal: readonly unknown[];
}

/** What is to become of it. */
export function expected(outcomes: readonly Outcome[]): Report {
  return {
    called: !outcomes.includes('never happens: it is not called'),
    places: outcomes.flatMap((outcome) => [...OUTCOMES[outcome]]).toSorted(),
    forgotten: 0,
    fatal: [],
  };
}

/** Lets a callback fail; then uses everything once more, and fails when that does not work, or something is left in the end. */
export async function tryOut(
  site: Site,
  fault: Fault,
  unhandled: UnhandledErrors,
): Promise<Report> {
  const world = new World();
  const logged = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    await site.run(fault, world);
  } catch (error) {
    // What cannot be shown must not get to the test runner.
    throw fault.isIn(error) ? new Error('It was thrown where nobody expects it.') : error;
  }
  const fatal: unknown[] = [];
  for (const [where, error] of await unhandled.take()) {
    if (fault.isIn(error)) world.tell(where === 'rxjs' ? 'rxjs' : 'process', error);
    else fatal.push(error);
  }
  if (logged.mock.calls.length > 0) world.tell('console', fault.error);
  logged.mockRestore();
  const report = {
    called: fault.calls > 0,
    places: world.placesOf((error) => fault.isIn(error)),
    forgotten: world.bystanders.filter((called) => called === 0).length,
    fatal,
  };
  fault.over = true;
  await world.stillWorks();
  await world.end();
  return report;
}

/** Told of by others than the library, who look after no promise that is thrown. */
const ELSEWHERE: readonly Outcome[] = [
  'ends its observer',
  'is RxJS’s to report',
  'is Node’s to report',
];

/** What a site is tried with. */
export function kindsOf({ kinds, thrown }: Site): readonly Kind[] {
  const all = THROWN.map(([kind]) => kind);
  return kinds ?? (thrown.some((outcome) => ELSEWHERE.includes(outcome)) ? PLAIN : all);
}

/** Those of the ways to fail with which a site is tried. */
export function waysFor<T>(
  site: Site,
  all: readonly (readonly [Kind, T])[],
): readonly (readonly [Kind, T])[] {
  return all.filter(([kind]) => kindsOf(site).includes(kind));
}
