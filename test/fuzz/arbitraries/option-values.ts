import { Owner, Registry } from 'nestjs-registry';
import { Planted } from '../harness/failures.js';

function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

function throwing(): never {
  throw new Planted('a getter of an option');
}

function cyclic(): unknown[] {
  const list: unknown[] = [];
  list.push(list);
  return list;
}

const aborted = AbortSignal.abort(new Planted('signal'));
const deadOwner = new Owner('dead');
deadOwner.terminate();
const unique = new Registry({ name: 'names', keys: 'unique' });
const duplicate = new Registry({ name: 'topics', keys: 'duplicate' });

/** Anything that might be given as an option, by what it is called in a case. */
export const OPTION_VALUES: Readonly<Record<string, () => unknown>> = {
  undefined: () => undefined,
  null: () => null,
  true: () => true,
  false: () => false,
  '0': () => 0,
  '-0': () => -0,
  '-1': () => -1,
  '1': () => 1,
  '1.5': () => 1.5,
  '1e-320': () => 1e-320,
  '3': () => 3,
  NaN: () => NaN,
  Infinity: () => Infinity,
  '2^31-1': () => 2 ** 31 - 1,
  '2^31': () => 2 ** 31,
  '2^53': () => 2 ** 53,
  '65536': () => 65_536,
  '65537': () => 65_537,
  '1n': () => 1n,
  "''": () => '',
  "'a'": () => 'a',
  "'a.b'": () => 'a.b',
  "'default'": () => 'default',
  "'__proto__'": () => '__proto__',
  "'1'": () => '1',
  "'lone surrogate'": () => '\ud800',
  "'long'": () => ' '.repeat(500_000),
  ...Object.fromEntries(
    [
      ...['unique', 'duplicate', 'error', 'latest', 'drop-newest', 'drop-oldest', 'permanent'],
      ...['transient', 'temporary', 'registered', 'updated', 'unregistered', 'global', 'close'],
    ].map((word) => [`'${word}'`, () => word]),
  ),
  symbol: () => Symbol('option'),
  function: () => () => undefined,
  'async function': () => async () => undefined,
  class: () => class Given {},
  'throwing function': () => throwing,
  '[]': () => [],
  "['a']": () => ['a'],
  "['a.b', '__proto__']": () => ['a.b', '__proto__'],
  "['a', 'a']": () => ['a', 'a'],
  "['']": () => [''],
  "['a..b']": () => ['a..b'],
  '[1]': () => [1],
  'a hole': () => new Array<unknown>(1),
  "['a', hole]": () => Object.assign(new Array<unknown>(2), ['a']),
  'a long array': () => Array.from({ length: 10_000 }, (_hole, i) => `a${i}`),
  'a giant sparse array': () => new Array<unknown>(2 ** 32 - 1),
  cyclic,
  '{}': () => ({}),
  '{ a: 1 }': () => ({ a: 1 }),
  'own __proto__': () => JSON.parse('{ "__proto__": { "polluted": true } }') as object,
  'without prototype': () => Object.assign(Object.create(null) as object, { a: 1 }),
  clock: () => ({ now: () => 0, setTimer: () => () => undefined }),
  'half a clock': () => ({ now: () => 0 }),
  'a throwing clock': () => ({
    get now() {
      return throwing();
    },
  }),
  'a throwing getter': () => Object.defineProperty({}, 'a', { get: throwing, enumerable: true }),
  backoff: () => ({ initial: 1, max: 2, jitter: 0 }),
  'backoff of one': () => ({ initial: 5 }),
  'wrong backoff': () => ({ initial: -1 }),
  'unknown backoff': () => ({ first: 1 }),
  'backoff with a throwing getter': () =>
    Object.defineProperty({}, 'max', { get: throwing, enumerable: true }),
  map: () => new Map([['a', 1]]),
  date: () => new Date(0),
  promise: () => Promise.resolve(1),
  owner: () => new Owner('given'),
  'dead owner': () => deadOwner,
  'like an owner': () => ({ alive: true, id: 'a' }),
  'prototype of owners': () => Owner.prototype,
  signal: () => new AbortController().signal,
  'aborted signal': () => aborted,
  'like a signal': () => ({ aborted: false, addEventListener: () => undefined }),
  'prototype of signals': () => AbortSignal.prototype,
  'unique registry': () => unique,
  'duplicate registry': () => duplicate,
  'prototype of registries': () => Registry.prototype,
  'revoked object': () => revoked({}),
  'revoked array': () => revoked([]),
  'proxy of an object': () => new Proxy({ a: 1 }, {}),
  'proxy of an array': () => new Proxy(['a'], {}),
  'throwing proxy': () =>
    new Proxy({}, { get: throwing, getPrototypeOf: throwing, ownKeys: throwing, has: throwing }),
};

/** Its values stand for themselves there, so they are never hostile in another option. */
export const HOSTILE = new Set(['revoked object', 'revoked array', 'throwing proxy']);

export type Dress = 'plain' | 'frozen' | 'bare' | 'inherited' | 'proxy' | 'getters';

/** Options of these names and values. */
export function dressOptions(
  fields: readonly (readonly [name: string, value: unknown])[],
  dress: Dress,
): object {
  const options =
    dress === 'bare'
      ? (Object.create(null) as Record<string, unknown>)
      : ({} as Record<string, unknown>);
  for (const [name, value] of fields) {
    const descriptor = dress === 'getters' ? { get: () => value } : { value, writable: true };
    Object.defineProperty(options, name, { ...descriptor, enumerable: true, configurable: true });
  }
  switch (dress) {
    case 'frozen':
      return Object.freeze(options);
    case 'inherited':
      return Object.create(options) as object;
    case 'proxy':
      return new Proxy(options, {});
    default:
      return options;
  }
}
