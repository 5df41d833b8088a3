/*
 * Every callback that the API takes calls back into the API: whatever order that makes, all that was begun comes to its
 * end, all that can be asked agrees, and nothing is left.
 */
import { $_, _, type Entry, type Owner } from 'nestjs-registry';
import { accepted, fault, outcome, same } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { cases } from '../reentry/deeds.js';
import { keyOf, perform } from '../reentry/perform.js';
import { Place } from '../reentry/place.js';

/** Everybody who can be asked says the same. */
function checkViews({ registry, registrations }: Place): void {
  const entries = new Set(registry);
  const { entries: count, keys, owners, partitions, inFlight } = registry.stats();
  same('size', registry.size, entries.size);
  same('stats', count, entries.size);
  same(
    'partitions',
    partitions.reduce((sum, each) => sum + each.entries, 0),
    count,
  );
  same(
    'buckets',
    partitions.reduce((sum, each) => sum + each.keys, 0),
    keys,
  );
  same('in flight', inFlight, 0);
  const byOwner = new Map<Owner, number>();
  for (const entry of entries) byOwner.set(entry.owner, (byOwner.get(entry.owner) ?? 0) + 1);
  same('owners', owners, byOwner.size);
  for (const [owner, number] of byOwner) {
    same('alive', owner.alive, true);
    same('held', registry.keys(owner).length, number);
  }
  for (const entry of entries)
    if (!registry.lookup(entry.key).includes(entry)) fault('not found under its key', entry);
  const selected = registry.select<Entry>([{ head: [_, _, _], body: [$_] }]);
  same('selected', new Set(selected).size, entries.size);
  const active = registrations.filter((registration) => registration.active);
  for (const { entry } of active) if (!entries.has(entry)) fault('active, but not there', entry);
}

export const target = made({
  cases,
  quick: 100,
  async run(each) {
    const place = new Place(each, perform);
    for (const deed of each.deeds) {
      place.do(deed);
      place.verify();
    }
    await place.settle();
    checkViews(place);
    if (!place.registry.closed) same('waiters', place.registry.store.waiters.size, 0);
    for (const stop of place.stops.splice(0)) accepted(outcome(stop));
    for (const owner of place.owners) {
      outcome(() => owner.terminate());
      same('left to a dead owner', place.registry.keys(owner).length, 0);
    }
    outcome(() => place.registry.close());
    await place.settle();
    place.checkSettled();
    checkViews(place);
    same('left', place.registry.size, 0);
    same('timers', place.clock.pending, 0);
    same('observers', place.registry.store.changes.keys, 0);
    for (let key = 0; key < 6; key++) same('found', place.registry.lookup(keyOf(key)).length, 0);
  },
});
