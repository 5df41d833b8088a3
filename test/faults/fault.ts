import { inspect } from 'node:util';

/** A callback that fails, and knows how often it was called. */
export class Fault {
  calls = 0;
  /** Nobody is to fail any more. */
  over = false;
  readonly #make: () => unknown;
  readonly #fail: (error: unknown) => unknown;
  #error: { readonly error: unknown } | undefined;

  /** What is thrown is made when it is: a promise that rejects must not wait for that. */
  constructor(make: () => unknown, fail: (error: unknown) => unknown) {
    this.#make = make;
    this.#fail = fail;
  }

  /** What it throws or rejects with. */
  get error(): unknown {
    this.#error ??= { error: this.#make() };
    return this.#error.error;
  }

  /** The callback. Its type is that of a function which never returns, and so of any function. */
  readonly call = (): never => {
    if (this.over) return undefined as never;
    this.calls++;
    return this.#fail(this.error) as never;
  };

  /** Whether an error is the fault's own, or has it for a cause. */
  isIn(error: unknown, depth = 0): boolean {
    if (this.calls > 0 && Object.is(error, this.error)) return true;
    if (depth > 4 || !(error instanceof Error)) return false;
    const { cause, errors } = error as { cause?: unknown; errors?: readonly unknown[] };
    const parts = [...('cause' in error ? [cause] : []), ...(errors ?? [])];
    return parts.some((part) => this.isIn(part, depth + 1));
  }
}

/** Cannot be shown, and nothing of it can be read. */
function unshowable(): object {
  const get = (): never => {
    throw new Error('it cannot be shown');
  };
  const names = ['name', 'message', 'stack', 'cause', 'toString', inspect.custom];
  const hidden = names.map((name) => [name, { get }] as const);
  return Object.defineProperties(
    { [Symbol.toPrimitive]: get },
    Object.fromEntries(hidden) as PropertyDescriptorMap,
  );
}

function throwIt(error: unknown): never {
  throw error;
}

function rejectIt(error: unknown): Promise<never> {
  // oxlint-disable-next-line typescript/prefer-promise-reject-errors -- what users reject with is up to them
  return Promise.reject(error);
}

/** What kind of thing is thrown. */
export type Kind = 'an error' | 'what cannot be shown' | 'undefined' | 'a promise that rejects';

const KINDS: Readonly<Record<Kind, () => unknown>> = {
  'an error': () => new Error('fault'),
  'what cannot be shown': unshowable,
  undefined: () => undefined,
  'a promise that rejects': () => Promise.reject(new Error('a promise that was thrown')),
};

/** The ways in which a callback throws. */
export const THROWN = Object.entries(KINDS).map(
  ([kind, make]) => [kind as Kind, () => new Fault(make, throwIt)] as const,
);

/** The ways in which a promise of it rejects. */
export const REJECTED = Object.entries(KINDS)
  .map(([kind, make]) => [kind as Kind, () => new Fault(make, rejectIt)] as const)
  .filter(([kind]) => kind !== 'a promise that rejects');
