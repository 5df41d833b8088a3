import {
  _,
  $_,
  consistentHash,
  leastLoaded,
  random as atRandom,
  roundRobin,
  type Entry,
  type PickStrategy,
} from 'nestjs-registry';
import { valuesOf } from '../../invariants/entries.js';
import type { Value } from '../../model/entries.js';
import type { EntriesWorld } from './entries-world.js';
import { aKey, spell } from './keys.js';
import { KINDS } from './registering.js';

/** Asks for keys, owners and values in every way there is. */
export class Asking {
  readonly #world: EntriesWorld;
  readonly #strategies: readonly PickStrategy<Value>[];
  readonly #questions: readonly (readonly [weight: number, ask: () => void])[];

  constructor(world: EntriesWorld) {
    this.#world = world;
    this.#strategies = [
      atRandom(() => world.random.next()),
      roundRobin(),
      leastLoaded(({ n }) => n),
      consistentHash(7),
    ];
    this.#questions = [
      [5, () => this.#lookUp()],
      [2, () => this.#ofAnOwner()],
      [2, () => this.#match()],
      [1, () => this.#select()],
      [2, () => this.#pick()],
    ];
  }

  step(): void {
    this.#world.tally.add(`${this.#world.name}: ask`);
    this.#world.random.weighted(this.#questions)();
  }

  #lookUp(): void {
    const { registry, model, random, checks } = this.#world;
    const key = aKey(random);
    const spelled = spell(key);
    const expected = model.under(spelled);
    const found = registry.lookup(key);
    checks.same('answers are right', valuesOf(found), valuesOf(expected), spelled);
    if (registry.keysMode === 'duplicate') return;
    const holder = registry.whereis(key);
    checks.equal('answers are right', registry.get(key)?.value, expected[0]?.value, spelled);
    const owner = expected[0]?.owner ?? found[0]?.owner;
    checks.that('answers are right', holder === owner, spelled, () => [owner, holder]);
  }

  #ofAnOwner(): void {
    const { registry, model, random, checks, owners } = this.#world;
    const owner = owners.some();
    const held = model.of(owner);
    const keys = registry.keys(owner).map(spell);
    const spellings = held.map(({ spelled }) => spelled);
    checks.same('answers are right', keys, spellings, 'keys of an owner');
    if (held.length === 0) return;
    const { key, spelled } = random.pick(held);
    const values = valuesOf(model.ownedUnder(owner, spelled));
    checks.same('answers are right', registry.values(owner, key), values, spelled);
  }

  #match(): void {
    const { registry, model, random, checks } = this.#world;
    const key = aKey(random);
    const spelled = spell(key);
    const kind = random.pick(KINDS);
    const expected = valuesOf(model.under(spelled)).filter((value) => value.kind === kind);
    const matched = valuesOf(registry.match(key, { kind }));
    checks.same('answers are right', matched, expected, `${spelled} of kind ${kind}`);
    const count = registry.countMatch(key, { kind });
    checks.equal('answers are right', count, expected.length, `${spelled} of kind ${kind}`);
  }

  /** By the beginning of a key, and by an indexed field. */
  #select(): void {
    const { registry, model, random, checks } = this.#world;
    const kind = random.pick(KINDS);
    const n = random.below(40);
    const spelled = spell(['user', n]);
    const ofUser = registry.select<Entry<Value>>([{ head: [['user', n], _, _], body: [$_] }]);
    checks.same('answers are right', valuesOf(ofUser), valuesOf(model.under(spelled)), spelled);
    const count = registry.countSelect([{ head: [_, _, { kind }], body: [true] }]);
    const expected = model.all.filter(({ value }) => value.kind === kind).length;
    checks.equal('answers are right', count, expected, `all of kind ${kind}`);
  }

  #pick(): void {
    const { registry, model, random, checks } = this.#world;
    const key = aKey(random);
    const spelled = spell(key);
    const candidates = valuesOf(model.under(spelled));
    const picked = registry.pick(key, random.pick(this.#strategies))?.value;
    const fits = picked === undefined ? candidates.length === 0 : candidates.includes(picked);
    checks.that('answers are right', fits, `a pick of ${spelled}`, () => [candidates, picked]);
  }
}
