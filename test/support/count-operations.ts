import { Session, type Profiler } from 'node:inspector';
import { setFlagsFromString } from 'node:v8';

/** From the beginning: of a function that was compiled before, only its calls would be counted, and not its loops. */
let session: Session | undefined = startCoverage();

/**
 * How many steps `run` takes in lib/: executed blocks, as V8's precise coverage counts them, and every element that one of
 * the engine's own linear array methods or iterators goes over. It is a count, not a time: the same on every machine.
 */
export function countOperations(run: () => void): number {
  session ??= startCoverage();
  const restore = countNativeSteps();
  try {
    blocks(session); // resets the counters
    native = 0;
    run();
    const steps = native;
    return steps + blocks(session);
  } finally {
    restore();
  }
}

const ROUNDS = 300;

/** How many steps one of many rounds takes. */
export function operationsPerRound(round: (i: number) => unknown): number {
  const run = (): void => {
    for (let i = 0; i < ROUNDS; i++) round(i);
  };
  return countOperations(run) / ROUNDS;
}

/** One session for a whole file: starting it goes over the heap. */
function startCoverage(): Session {
  // Optimized code does not count all calls. Maglev stays off afterwards: not every release of Node has it on.
  setFlagsFromString('--no-opt');
  setFlagsFromString('--no-maglev');
  const started = new Session();
  started.connect();
  started.post('Profiler.enable');
  started.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  return started;
}

afterAll(() => {
  session?.post('Profiler.stopPreciseCoverage');
  session?.disconnect();
  session = undefined;
  setFlagsFromString('--opt');
});

let native = 0;

function blocks(from: Session): number {
  let sum = 0;
  from.post('Profiler.takePreciseCoverage', (error, report) => {
    if (error !== null) throw error;
    sum = report.result.filter(isOurs).reduce((total, script) => total + executed(script), 0);
  });
  return sum;
}

function isOurs({ url }: Profiler.ScriptCoverage): boolean {
  return url.includes('/lib/') && !url.includes('/node_modules/');
}

function executed({ functions }: Profiler.ScriptCoverage): number {
  return functions.flatMap(({ ranges }) => ranges).reduce((sum, { count }) => sum + count, 0);
}

const LINEAR_METHODS = [
  ...[
    'concat',
    'copyWithin',
    'every',
    'fill',
    'filter',
    'find',
    'findIndex',
    'findLast',
    'forEach',
  ],
  ...['includes', 'indexOf', 'join', 'lastIndexOf', 'map', 'reduce', 'reverse', 'shift', 'slice'],
  ...['some', 'sort', 'splice', 'toSorted', 'toSpliced', 'unshift'],
];

type Methods = Record<string, (this: ArrayLike<unknown>, ...args: unknown[]) => unknown>;

/** The function it returns puts everything back. */
function countNativeSteps(): () => void {
  const patches = [
    ...LINEAR_METHODS.map((name) => patch(Array.prototype, name, ({ length }) => length)),
    // Spreading, Array.from and for…of go through these.
    ...[[], new Set(), new Map()].map((iterable) =>
      patch(Object.getPrototypeOf(iterable[Symbol.iterator]()) as object, 'next', () => 1),
    ),
  ];
  return () => {
    for (const restore of patches) restore();
  };
}

function patch(target: object, name: string, steps: (self: ArrayLike<unknown>) => number) {
  const methods = target as Methods;
  const original = methods[name]!;
  const replace = (value: Methods[string]): void => {
    Object.defineProperty(methods, name, { value, configurable: true, writable: true });
  };
  replace(function (...args) {
    native += steps(this);
    return original.apply(this, args);
  });
  return () => {
    replace(original);
  };
}
