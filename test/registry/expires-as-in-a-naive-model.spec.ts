/*
 * Random sequences with fixed and sliding entries, unique and duplicate keys, and timers that are late, done to the library and to
 * a list of deadlines. To replay a failure: FC_SEED=… FC_PATH=… npm test -- test/registry/expires-as-in.
 */
import { deepStrictEqual as same } from 'node:assert';
import fc from 'fast-check';
import { Owner, Registry, type Clock, type Registration } from 'nestjs-registry';
import { replayable } from '../support/replayable.js';

const KEYS = ['a', 'b', ['c', 1], ['c', 2]];
const OWNERS = 3;

/** Time passes when the test says so, and timers fire when it says so: later, as a rule. */
class TwoHandedClock implements Clock {
  time = 0;
  readonly timers = new Set<{ due: number; run: () => void }>();

  now(): number {
    return this.time;
  }

  setTimer(run: () => void, milliseconds: number): () => void {
    const timer = { due: this.time + milliseconds, run };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  }

  fire(): void {
    for (const timer of [...this.timers]) {
      if (timer.due <= this.time && this.timers.delete(timer)) timer.run();
    }
  }
}

interface ModelEntry {
  readonly id: number;
  readonly key: number;
  readonly owner: number | undefined;
  readonly ttl: number | undefined;
  readonly sliding: boolean;
  deadline: number;
}

class Model {
  entries: ModelEntry[] = [];
  readonly log: string[] = [];

  pass(time: number): void {
    this.end(
      this.entries
        .filter(({ deadline }) => deadline <= time)
        .sort((a, b) => a.deadline - b.deadline || a.id - b.id),
      'expired',
    );
  }

  end(gone: readonly ModelEntry[], reason: string): number {
    this.entries = this.entries.filter((entry) => !gone.includes(entry));
    for (const { id } of gone) this.log.push(`${id} ${reason}`);
    return gone.length;
  }

  under(key: number): ModelEntry[] {
    return this.entries.filter((entry) => entry.key === key);
  }
}

const key = fc.nat(KEYS.length - 1);
const owner = fc.nat(OWNERS - 1);
const pick = fc.nat();
const named = <N extends string>(name: N) => fc.constant(name);
const step = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: named('register'),
      key,
      owner: fc.option(owner, { nil: undefined }),
      ttl: fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined, freq: 6 }),
      sliding: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: named('touch'), pick }) },
  { weight: 6, arbitrary: fc.record({ do: named('pass'), time: fc.integer({ min: 0, max: 30 }) }) },
  { weight: 3, arbitrary: fc.record({ do: named('fire') }) },
  { weight: 2, arbitrary: fc.record({ do: named('update'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: named('unregister'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: named('unregisterAll'), key, owner }) },
  { weight: 1, arbitrary: fc.record({ do: named('terminate'), owner }) },
  { weight: 3, arbitrary: fc.record({ do: named('lookup'), key }) },
  { weight: 2, arbitrary: fc.record({ do: named('keys'), owner }) },
  { weight: 2, arbitrary: fc.record({ do: named('iterate') }) },
  { weight: 2, arbitrary: fc.record({ do: named('compare') }) },
);

describe.each([
  ['unique', 1],
  ['unique', 3],
  ['duplicate', 1],
  ['duplicate', 3],
] as const)('with %s keys in %i partitions', (keys, partitions) => {
  it('entries expire as in a list of deadlines', () => {
    const run = (): void =>
      fc.assert(
        fc.property(fc.array(step, { maxLength: 80, size: 'max' }), (steps) => {
          const clock = new TwoHandedClock();
          const registry = new Registry<{ value: number }>({ keys, partitions, clock });
          const owners = Array.from({ length: OWNERS }, () => new Owner());
          const model = new Model();
          const made: { registration: Registration<number>; entry: ModelEntry }[] = [];
          const told: string[] = [];
          registry.changes({ type: 'unregistered' }).subscribe((change) => {
            if (change.type === 'unregistered') told.push(`${change.entry.value} ${change.reason}`);
          });

          const compare = (): void => {
            same(registry.size, model.entries.length);
            same(told.toSorted(), model.log.toSorted());
            const expiring = model.entries.some(({ ttl }) => ttl !== undefined);
            same(clock.timers.size, expiring ? 1 : 0);
            for (const { registration, entry } of made)
              same(registration.active, model.entries.includes(entry));
          };

          for (const each of steps) {
            switch (each.do) {
              case 'register': {
                const { ttl } = each;
                const sliding = ttl !== undefined && each.sliding;
                const id = made.length;
                const result = registry.tryRegister(KEYS[each.key]!, id, {
                  ttl,
                  sliding,
                  ...(each.owner === undefined ? {} : { owner: owners[each.owner] }),
                });
                const taken = keys === 'unique' ? model.under(each.key)[0] : undefined;
                same(result.ok ? undefined : result.holder.value, taken?.id);
                if (!result.ok) break;
                const { registration } = result;
                const deadline = ttl === undefined ? Infinity : clock.time + ttl;
                const entry = { id, key: each.key, owner: each.owner, ttl, sliding, deadline };
                model.entries.push(entry);
                made.push({ registration, entry });
                break;
              }
              case 'touch': {
                const sliding = made.filter(({ entry }) => entry.sliding);
                const picked = sliding[each.pick % sliding.length];
                if (picked === undefined) break;
                const { registration, entry } = picked;
                const present = model.entries.includes(entry);
                same(registration.touch(), present);
                if (present) entry.deadline = clock.time + entry.ttl!;
                break;
              }
              case 'pass':
                // In tenths, which no binary fraction is.
                clock.time += each.time / 10;
                model.pass(clock.time);
                break;
              case 'fire':
                clock.fire();
                break;
              case 'update': {
                const picked = made[each.pick % made.length];
                if (picked === undefined) break;
                const updated = picked.registration.update((value) => value);
                same(updated !== undefined, model.entries.includes(picked.entry));
                break;
              }
              case 'unregister': {
                const picked = made[each.pick % made.length];
                if (picked === undefined) break;
                const present = model.entries.filter((entry) => entry === picked.entry);
                same(picked.registration.unregister(), present.length === 1);
                model.end(present, 'unregistered');
                break;
              }
              case 'unregisterAll': {
                const gone = model.under(each.key).filter((entry) => entry.owner === each.owner);
                const removed = registry.unregister(owners[each.owner]!, KEYS[each.key]!);
                same(removed, model.end(gone, 'unregistered'));
                break;
              }
              case 'terminate':
                owners[each.owner]!.terminate();
                owners[each.owner] = new Owner();
                model.end(
                  model.entries.filter((entry) => entry.owner === each.owner),
                  'terminated',
                );
                break;
              case 'lookup':
                same(
                  registry.lookup(KEYS[each.key]!).map(({ value }) => value),
                  model.under(each.key).map(({ id }) => id),
                );
                break;
              case 'keys':
                same(
                  registry.keys(owners[each.owner]!),
                  model.entries
                    .filter((entry) => entry.owner === each.owner)
                    .map((entry) => KEYS[entry.key]),
                );
                break;
              case 'iterate':
                same(
                  [...registry].map(({ value }) => value).sort((a, b) => a - b),
                  model.entries.map(({ id }) => id),
                );
                break;
              case 'compare':
                compare();
            }
          }
          compare();
          clock.time += 100;
          model.pass(clock.time);
          // With nobody looking, the timer alone ends them all.
          clock.fire();
          same(told.toSorted(), model.log.toSorted());
          same(clock.timers.size, 0);
          registry.close();
        }),
        replayable(500),
      );
    expect(run).not.toThrow();
  });
});
