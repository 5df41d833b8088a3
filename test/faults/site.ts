import type { Fault, Kind } from './fault.js';
import type { Place, World } from './world.js';

/** What becomes of what a callback throws. */
export type Outcome = keyof typeof OUTCOMES;

/** In which places it shows itself then, and in no others. */
export const OUTCOMES = {
  'goes to the caller': ['caller'],
  'is a failed delivery': ['delivery', 'errors', 'onError'],
  'ends its observer': ['observer'],
  'is RxJS’s to report': ['rxjs'],
  'is Node’s to report': ['process'],
  'goes to the console': ['console'],
  'goes to the logger': ['logger'],
  'is a crash': ['crashed', 'onError of workers'],
  'is a stop that failed': ['stopFailed', 'onError of workers'],
  'is not told': [],
  'never happens: it is not called': [],
} as const satisfies Record<string, readonly Place[]>;

/** A place in which the library calls code of a user. */
export interface Site {
  /** As the walk over the types of the API names it; what types cannot show has a name of its own. */
  readonly name: string;
  readonly thrown: readonly Outcome[];
  /** What becomes of a promise that it returns and that rejects. Left out where a promise is no different from any other value. */
  readonly rejected?: readonly Outcome[];
  /** What it is tried with, where that is not everything. */
  readonly kinds?: readonly Kind[];
  /** Has the library call `fault.call` in that place, and everything settle. */
  run(fault: Fault, world: World): unknown;
}

/** Without a promise that is thrown: where nobody is told of it by the library, it is nobody's but the engine's. */
export const PLAIN = ['an error', 'what cannot be shown', 'undefined'] as const;

/** As causes of other errors; `undefined` is none. */
export const CAUSES = ['an error', 'what cannot be shown'] as const;
