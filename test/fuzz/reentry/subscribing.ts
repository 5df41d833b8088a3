import { _, pattern, type Key, type Owner } from 'nestjs-registry';
import { fault } from '../harness/failures.js';
import type { Deed } from './deeds.js';
import type { Place } from './place.js';

/** Subscribes in one of the ways that there are, and sees to it that what was asked for is kept. */
export function subscribe(
  place: Place,
  deed: Deed,
  how: string,
  key: Key,
  maybe: { owner?: Owner },
): void {
  const { a, b, c, reaction } = deed;
  const isSlow = how === 'subscribe slowly';
  const concurrency = 1 + (a % 2);
  let running = 0;
  let calls = 0;
  const handler = (message: unknown): unknown => {
    calls++;
    if (isSlow && running >= concurrency) fault('too many at a time', { running, concurrency });
    if (c === 1 && calls > 1) fault('more than once');
    running++;
    let result: unknown;
    try {
      result = place.answer(reaction, message);
    } catch (error) {
      running--;
      throw error;
    }
    return isSlow ? until(result, () => running--) : (running--, result);
  };
  const options = {
    ...maybe,
    ...(isSlow ? { concurrency, buffer: 1 + b, overflow: OVERFLOWS[c % 3]! } : {}),
    ...(c === 1 ? { once: true } : {}),
    ...(c === 2 ? { signal: place.controllers[b % 2]!.signal } : {}),
    ...(c === 3 ? { filter: () => (place.react(reaction, 'a filter'), a % 2 === 0) } : {}),
  };
  const topic = how === 'subscribe to a pattern' ? PATTERNS[b]!() : key;
  const guarded = (message: unknown): unknown => {
    try {
      return handler(message);
    } catch (error) {
      place.refused(error);
      throw error;
    }
  };
  place.registrations.push(place.registry.subscribe(topic, guarded, options));
}

const OVERFLOWS = ['error', 'drop-oldest', 'drop-newest'] as const;
const PATTERNS = [
  () => pattern('a:*'),
  () => pattern('a:**'),
  () => pattern(['s', _]),
  () => pattern({ a: 1 }),
  () => pattern(_),
  () => pattern('**'),
];

/** What takes time is at work until it settles. */
function until(result: unknown, ended: () => void): unknown {
  if (result instanceof Promise) return result.finally(ended);
  ended();
  return result;
}
