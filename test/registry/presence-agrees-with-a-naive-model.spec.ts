/*
 * Random sequences of changes, made by the test and by observers in the middle of being told, with observers that come and go. After each
 * step what every observer has put together from its diffs must be what `lookup` says, grouped.
 * To replay a failure: FC_SEED=… FC_PATH=… npm test -- test/registry/presence-agrees.
 */
import { deepStrictEqual as same } from 'node:assert';
import fc from 'fast-check';
import {
  Owner,
  OwnerTerminatedError,
  Registry,
  type Entry,
  type PresenceOptions,
  type Registration,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { Online } from '../support/online.js';
import { replayable } from '../support/replayable.js';

interface Value {
  readonly user: number;
  readonly n: number;
}

const KEYS = ['lobby', ['room', 7], ['room', 8]];
const OWNERS = 3;
const key = fc.nat(KEYS.length - 1);
const user = fc.nat(2);
const pick = fc.nat();
const named = <N extends string>(name: N) => fc.constant(name);

const change = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      do: named('register'),
      key,
      user,
      owner: fc.option(fc.nat(OWNERS - 1), { nil: undefined }),
      ttl: fc.option(fc.integer({ min: 1, max: 20 }), { nil: undefined, freq: 3 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: named('update'), pick, user }) },
  { weight: 3, arbitrary: fc.record({ do: named('unregister'), pick }) },
  { weight: 1, arbitrary: fc.record({ do: named('terminate'), owner: fc.nat(OWNERS - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: named('pass'), time: fc.nat(10) }) },
  { weight: 2, arbitrary: fc.record({ do: named('observe'), key, grouped: fc.boolean() }) },
  { weight: 1, arbitrary: fc.record({ do: named('leave'), pick }) },
);
const step = fc.oneof(
  { weight: 5, arbitrary: change },
  // What somebody does when they are told of the next change.
  {
    weight: 1,
    arbitrary: fc.record({ do: named('react'), key, deeds: fc.array(change, { maxLength: 3 }) }),
  },
);
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never;

class House {
  readonly #clock = new ManualClock();
  readonly #registry: Registry<{ value: Value }>;
  readonly #owners = Array.from({ length: OWNERS }, () => new Owner());
  readonly #registrations: Registration<Value>[] = [];
  #watchers: {
    key: number;
    by: (entry: Entry<Value>) => string | number;
    online: Online<Value>;
  }[] = [];
  readonly #reactions: { key: number; deeds: readonly Step[] }[] = [];
  #n = 0;

  constructor(keys: 'unique' | 'duplicate') {
    this.#registry = new Registry({ keys, clock: this.#clock });
    this.#registry.changes().subscribe(() => {
      this.#react(-1);
    });
    for (const key of KEYS.keys()) {
      this.#registry.presence(KEYS[key]!).subscribe(() => {
        this.#react(key);
      });
    }
  }

  do(each: Step): void {
    switch (each.do) {
      case 'register': {
        const { ttl } = each;
        const owner = each.owner === undefined ? undefined : this.#owners[each.owner]!;
        const value = { user: each.user, n: this.#n++ };
        try {
          const result = this.#registry.tryRegister(KEYS[each.key]!, value, { ttl, owner });
          if (result.ok) this.#registrations.push(result.registration);
        } catch (error) {
          // What had expired under the key was told first, and who heard of it has ended the owner.
          same([error instanceof OwnerTerminatedError, owner?.alive], [true, false]);
        }
        return;
      }
      case 'update':
        this.#registrations[each.pick % this.#registrations.length]?.update(() => ({
          user: each.user,
          n: this.#n++,
        }));
        return;
      case 'unregister':
        this.#registrations[each.pick % this.#registrations.length]?.unregister();
        return;
      case 'terminate': {
        const owner = this.#owners[each.owner]!;
        this.#owners[each.owner] = new Owner();
        owner.terminate();
        return;
      }
      case 'pass':
        this.#clock.advance(each.time);
        return;
      case 'observe': {
        const by = each.grouped
          ? ({ value }: Entry<Value>) => value.user
          : ({ owner }: Entry<Value>) => owner.id;
        const options: PresenceOptions<Value> = each.grouped ? { by } : {};
        const presence = this.#registry.presence(KEYS[each.key]!, options);
        this.#watchers.push({ key: each.key, by, online: new Online(presence) });
        return;
      }
      case 'leave': {
        const leaving = this.#watchers[each.pick % this.#watchers.length];
        leaving?.online.stop();
        this.#watchers = this.#watchers.filter((watcher) => watcher !== leaving);
        return;
      }
      case 'react':
        this.#reactions.push(each);
    }
  }

  /** Every observer knows what there is, from diffs that fit together. */
  check(): void {
    for (const watcher of this.#watchers) {
      const { key, by, online } = watcher;
      const groups = new Map<string | number, Entry<Value>[]>();
      const entries = this.#registry.lookup(KEYS[key]!);
      // To look up tells what has expired, and who heard of it may have ended this observation.
      if (!this.#watchers.includes(watcher)) continue;
      for (const entry of entries) groups.set(by(entry), [...(groups.get(by(entry)) ?? []), entry]);
      same(online.entries, groups);
      same([online.errors, online.completed], [[], false]);
      fits(online);
    }
    const observed = new Set([...KEYS.keys(), ...this.#watchers.map((watcher) => watcher.key)]);
    same(this.#registry.store.changes.keys, observed.size);
  }

  close(): void {
    // There is nothing to be done any more.
    this.#reactions.length = 0;
    this.#registry.close();
    for (const { online } of this.#watchers)
      same([online.entries.size, online.completed], [0, true]);
    same(this.#registry.store.changes.keys, 0);
  }

  #react(key: number): void {
    const reaction = this.#reactions.at(-1);
    if (reaction === undefined || (reaction.key !== key && key !== -1)) return;
    this.#reactions.pop();
    for (const deed of reaction.deeds) this.do(deed);
  }
}

/** Whoever leaves was there exactly so; whoever joins was not, or leaves in the same diff; and something has changed. */
function fits({ diffs }: Online<Value>): void {
  const there = new Map<unknown, unknown>();
  for (const [i, { joins, leaves }] of diffs.entries()) {
    for (const present of leaves) {
      same(there.get(present.id) === present, true);
      there.delete(present.id);
    }
    for (const present of joins) {
      same(there.has(present.id), false);
      same(present.entries.length > 0, true);
      there.set(present.id, present);
    }
    same(i === 0 ? leaves.length === 0 : joins.length + leaves.length > 0, true);
  }
}

it.each(['unique', 'duplicate'] as const)(
  'presence of %s keys adds up to what there is',
  (keys) => {
    const run = (): void =>
      fc.assert(
        fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
          const house = new House(keys);
          for (const each of steps) {
            house.do(each);
            house.check();
          }
          house.close();
        }),
        replayable(400),
      );
    expect(run).not.toThrow();
  },
);
