/* Which options there are and what they may be, as the documentation says. */
import { types } from 'node:util';
import { Owner, Registry } from 'nestjs-registry';

export type Rule = (value: unknown) => boolean;
export type Rules = Readonly<Record<string, Rule>>;

const anything: Rule = () => true;
const aFunction: Rule = (value) => typeof value === 'function';
const aBoolean: Rule = (value) => value === true || value === false;
const aText: Rule = (value) => typeof value === 'string';
const aName: Rule = (value) => typeof value === 'string' && value.length > 0;
const oneOf =
  (...words: readonly unknown[]): Rule =>
  (value) =>
    words.includes(value);
const within =
  (least: number, most: number): Rule =>
  (value) =>
    typeof value === 'number' && value >= least && value <= most;
const MAX = 2 ** 31 - 1;
const aTimeout = within(0, MAX);
const aCount: Rule = (value) => Number.isSafeInteger(value) && Number(value) > 0;
const atMost: Rule = (value) => value === Infinity || aCount(value);
const orNever =
  (rule: Rule): Rule =>
  (value) =>
    value === Infinity || rule(value);
const made =
  (type: abstract new (...args: never[]) => object): Rule =>
  (value) =>
    isObject(value) && !types.isProxy(value) && value instanceof type;
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const aSignal: Rule = made(AbortSignal);
const anOwner: Rule = made(Owner);
const aSource: Rule = (value) => Number.isSafeInteger(value) && Number(value) >= 0;

function readable(value: object): boolean {
  try {
    void Object.entries(value);
    return true;
  } catch {
    return false;
  }
}

const aRecord: Rule = (value) => {
  if (!isObject(value) || !readable(value) || Array.isArray(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
};
const aPath: Rule = (value) => typeof value === 'string' && !value.split('.').includes('');
const paths: Rule = (value) => {
  if (!isObject(value) || !readable(value) || !Array.isArray(value)) return false;
  if (value.length > 100_000) return false;
  const all = Array.from(value as unknown[]);
  return all.every(aPath) && new Set(all).size === all.length;
};
const aClock: Rule = (value) => {
  try {
    const { now, setTimer } = value as { now?: unknown; setTimer?: unknown };
    return isObject(value) && aFunction(now) && aFunction(setTimer);
  } catch {
    return false;
  }
};
const aBackoff: Rule = (value) => {
  if (!isObject(value) || !readable(value) || Array.isArray(value)) return false;
  const rules: Rules = { initial: aTimeout, max: aTimeout, jitter: within(0, 1) };
  const fields = value as Readonly<Record<string, unknown>>;
  for (const name in fields) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (rule === undefined || (fields[name] !== undefined && !rule(fields[name]))) return false;
  }
  return true;
};

const wait: Rules = { timeout: aTimeout, signal: aSignal };
const delivery: Rules = {
  once: aBoolean,
  signal: aSignal,
  filter: aFunction,
  concurrency: aCount,
  buffer: aCount,
  overflow: oneOf('error', 'drop-newest', 'drop-oldest', 'latest'),
};
const worker: Rules = {
  restart: oneOf('permanent', 'transient', 'temporary'),
  maxRestarts: (value) => value === 0 || atMost(value),
  maxSeconds: (value) => typeof value === 'number' && value > 0,
  backoff: aBackoff,
  idleTimeout: (value) => value === Infinity || (within(0, MAX)(value) && Number(value) > 0),
  mailboxLimit: atMost,
  maxChildren: atMost,
  callTimeout: orNever(aTimeout),
  shutdownTimeout: orNever(aTimeout),
  crashOn: aFunction,
  onError: aFunction,
  logErrors: aBoolean,
};
const registry: Rules = {
  name: aName,
  keys: oneOf('unique', 'duplicate'),
  partitions: (value) => Number.isInteger(value) && within(1, 65_536)(value),
  index: paths,
  meta: aRecord,
  onError: aFunction,
  logErrors: aBoolean,
  shutdownTimeout: aTimeout,
  clock: aClock,
};

export const RULES = {
  registry,
  module: { ...registry, isGlobal: aBoolean },
  register: { owner: anOwner, ttl: within(1, Number.MAX_SAFE_INTEGER), sliding: aBoolean },
  subscribe: { owner: anOwner, value: anything, ...delivery },
  dispatch: { exclude: anOwner, timeout: aTimeout, yieldEvery: aCount, request: isObject },
  changes: { type: oneOf('registered', 'updated', 'unregistered'), owner: anOwner },
  presence: { by: aFunction },
  wait,
  select: { limit: aSource },
  consistentHash: { by: aFunction },
  leastLoaded: { random: aFunction },
  pattern: { separator: aName },
  lifetime: { label: aText, event: aName, onError: aFunction },
  decode: { owner: aFunction, symbols: aBoolean, maxLength: aSource },
  supervisor: {
    ...worker,
    registry: made(Registry),
    key: aFunction,
    create: aFunction,
    subscriptions: aFunction,
    value: anything,
    clock: aClock,
    random: aFunction,
  },
  call: { ...wait, timeout: orNever(aTimeout) },
  workerDecorator: { ...worker, registry: aName },
  subscribeDecorator: {
    ...delivery,
    registry: aName,
    value: anything,
    enhancers: oneOf(true, false, 'global'),
  },
  registeredDecorator: { registry: aName, value: anything },
} satisfies Readonly<Record<string, Rules>>;
