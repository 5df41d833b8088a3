import { UnsubscriptionError, type Unsubscribable } from 'rxjs';
import {
  _,
  consistentHash,
  leastLoaded,
  random,
  roundRobin,
  type Entry,
  type Key,
} from 'nestjs-registry';
import type { Deed } from './deeds.js';
import type { Place } from './place.js';

const turn = roundRobin();

/** What a finalizer throws goes to whoever unsubscribes. */
export function stopping(seen: Unsubscribable): () => void {
  return () => {
    try {
      seen.unsubscribe();
    } catch (error) {
      if (!(error instanceof UnsubscriptionError)) throw error;
    }
  };
}

export function dispatch(
  place: Place,
  { c, reaction }: Deed,
  key: Key,
  options: object | undefined,
): void {
  const made = place.registry.dispatch(key, c, options);
  place.dispatches.push(made);
  if (c % 2 === 1) return;
  const seen = made.subscribe({
    next: () => {
      place.react(reaction, 'a delivery');
    },
    complete: () => {
      for (const deed of reaction.deeds) place.do(deed);
    },
  });
  if (c === 4)
    seen.add(() => {
      place.react(reaction, 'a finalizer');
    });
  place.follow('deliveries', made.settled({ timeout: 3_000 }));
}

export function pick(place: Place, { a, b, c, reaction }: Deed, key: Key): void {
  const react = (): number => {
    place.react(reaction, 'a strategy');
    return c;
  };
  const strategies = [
    random(() => (react(), 0.5)),
    leastLoaded(react, { random: () => 0 }),
    consistentHash(['user', b], { by: () => react() }),
    turn,
    (candidates: readonly Entry[]) => (react(), candidates[0]),
  ];
  place.registry.pick(key, strategies[a % strategies.length]!, ...(c > 3 ? [{ n: _ }] : []));
}
