import { inspect } from 'node:util';
import { RegistryError } from 'nestjs-registry';

/** What callbacks of the fuzzers throw; whoever calls them may let it through where the documentation says so. */
export class Planted extends Error {
  constructor(readonly at: string) {
    super(`planted at ${at}`);
  }
}

export type Outcome<T> =
  { readonly value: T; readonly error?: undefined } | { readonly error: RegistryError | Planted };

/** So long may a message be: what is hostile must not flood the logs. */
const LONGEST_MESSAGE = 5_000;

export function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && /call stack/i.test(error.message);
}

/** A fault of the library, as opposed to a refusal. */
export function fault(what: string, details?: unknown): never {
  const shown = details === undefined ? '' : `: ${inspect(details, { depth: 6 }).slice(0, 2_000)}`;
  throw new Error(`${what}${shown}`);
}

/** What `run` returns, or the typed error that it throws. Anything else that it throws is a fault. */
export function outcome<T>(run: () => T): Outcome<T> {
  try {
    return { value: run() };
  } catch (error) {
    return { error: typed(error) };
  }
}

export async function outcomeOf<T>(run: () => PromiseLike<T> | T): Promise<Outcome<T>> {
  try {
    return { value: await run() };
  } catch (error) {
    return { error: typed(error) };
  }
}

/** Passes a typed error on to be looked at. */
export function typed(error: unknown): RegistryError | Planted {
  if (error instanceof Planted) return error;
  if (!(error instanceof RegistryError)) throw error;
  if (typeof error.code !== 'string' || error.code === '') fault('an error without a code', error);
  if (error.message.length > LONGEST_MESSAGE)
    fault(`a message of ${error.message.length} characters`, error.message.slice(0, 200));
  return error;
}

/** The outcome must be an error of one of these classes. */
export function refusedWith(
  result: Outcome<unknown>,
  ...classes: readonly (abstract new (...args: never[]) => Error)[]
): void {
  if (result.error === undefined) fault('not refused, but', result.value);
  if (!classes.some((one) => result.error instanceof one))
    fault(`refused, but not with ${classes.map(({ name }) => name).join(' or ')}`, result.error);
}

/** The outcome must be no error. */
export function accepted<T>(result: Outcome<T>): T {
  if (result.error !== undefined) throw result.error;
  return result.value;
}

/** They must be the same value. */
export function same(what: string, got: unknown, expected: unknown): void {
  if (got !== expected) fault(what, { got, expected });
}
