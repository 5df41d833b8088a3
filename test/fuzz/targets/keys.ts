/* Keys that are equal find each other and no others, whatever they are made of; what is no key is refused everywhere. */
import fc from 'fast-check';
import {
  InvalidKeyError,
  Owner,
  random,
  type PresenceDiff,
  Registry,
  type Key,
} from 'nestjs-registry';
import { keyPlan, type KeyPlan } from '../arbitraries/key-plans.js';
import { plain } from '../arbitraries/plain.js';
import { makeKey } from '../arbitraries/make-key.js';
import { accepted, fault, outcome, outcomeOf, refusedWith, same } from '../harness/failures.js';
import { target as made } from '../harness/target.js';
import { meaningOf, meaningOfCaptured } from '../model/meaning.js';

const OPERATIONS = [
  ...['register', 'register', 'register', 'unregister', 'look', 'look', 'publish'],
  ...['meta', 'forget', 'observe', 'lock', 'wait', 'pick', 'match'],
] as const;

const cases = plain({
  keys: fc.constantFrom('unique' as const, 'duplicate' as const),
  partitions: fc.constantFrom(1, 2, 7),
  plans: fc.array(keyPlan, { minLength: 1, maxLength: 6, size: 'max' }),
  steps: fc.array(plain({ do: fc.constantFrom(...OPERATIONS), key: fc.nat(5), owner: fc.nat(1) }), {
    maxLength: 20,
    size: 'max',
  }),
});
type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;

interface Known {
  readonly meaning: string;
  readonly owner: number;
  readonly key: Key;
}

/** A registry beside a list in which keys are texts. */
class KeysWorld {
  readonly #registry: Registry;
  readonly #unique: boolean;
  readonly #owners = [new Owner(), new Owner()];
  #known: Known[] = [];
  readonly #meta = new Map<string, number>();
  /** Of metadata it cannot be told afterwards under which key a hostile one was taken. */
  #metaIsKnown = true;

  constructor({ keys, partitions }: Case) {
    this.#registry = new Registry({ keys, partitions, logErrors: false });
    this.#unique = keys === 'unique';
  }

  async do(step: Case['steps'][number], plan: KeyPlan): Promise<void> {
    const meaning = meaningOf(plan);
    const key = makeKey(plan) as Key;
    const result = await outcomeOf(() => this.#operate(step, key));
    if (meaning === 'refused') {
      refusedWith(result, InvalidKeyError);
    } else if (meaning === 'unknown') {
      if (result.error === undefined) this.#learn(step);
      else refusedWith(result, InvalidKeyError);
    } else {
      const expected = this.#expect(step, meaning.text);
      const got = accepted(result);
      const isKnown = this.#metaIsKnown || (step.do !== 'meta' && step.do !== 'forget');
      if (isKnown && !Object.is(got, expected))
        fault(`${step.do} gave ${String(got)}, not ${String(expected)}`);
    }
  }

  /** A number that says what was found or done. */
  #operate({ do: what, owner }: Case['steps'][number], key: Key): unknown {
    const registry = this.#registry;
    switch (what) {
      case 'register': {
        const result = registry.tryRegister(key, 0, { owner: this.#owners[owner]! });
        if (result.ok) change(key);
        return result.ok;
      }
      case 'unregister':
        return registry.unregister(this.#owners[owner]!, key);
      case 'look':
        return registry.lookup(key).length;
      case 'publish': {
        let called = 0;
        const topic = registry.topic(key);
        if (this.#registry.keysMode === 'duplicate') {
          const heard = registry.subscribe(key, () => called++);
          try {
            registry.emit(key, 1);
            registry.dispatch(key, 1);
          } finally {
            // A hostile key may have been one only once.
            heard.unregister();
          }
        } else called = registry.emit(key, 1) + 2;
        return called + topic.size;
      }
      case 'meta':
        registry.meta.set(key, 1);
        return registry.meta.get(key);
      case 'forget':
        return registry.meta.delete(key);
      case 'observe': {
        let seen = 0;
        registry.changes({ key }).subscribe().unsubscribe();
        const presence = registry.presence(key, { by: () => key });
        const observer = { next: ({ joins }: PresenceDiff) => (seen = joins.length) };
        presence.subscribe({ ...observer, error: () => (seen = -1) }).unsubscribe();
        return seen;
      }
      case 'lock':
        return registry.lock(key, () => 1);
      case 'wait':
        return registry.whenRegistered(key, { signal: AbortSignal.abort() }).then(
          () => true,
          (error: unknown) => {
            if (error instanceof InvalidKeyError) throw error;
            return false;
          },
        );
      case 'pick':
        return (
          registry.pick(
            key,
            random(() => 0),
          ) !== undefined
        );
      case 'match':
        return registry.match(key, 0).length + registry.countMatch(key, 1);
    }
  }

  #expect({ do: what, owner }: Case['steps'][number], meaning: string): unknown {
    const under = this.#known.filter((known) => known.meaning === meaning);
    switch (what) {
      case 'register':
        if (this.#unique && under.length > 0) return false;
        this.#known.push({ meaning, owner, key: this.#lastKey(owner) });
        return true;
      case 'unregister': {
        const gone = under.filter((known) => known.owner === owner);
        this.#known = this.#known.filter((known) => !gone.includes(known));
        return gone.length;
      }
      case 'look':
      case 'match':
        return under.length;
      case 'publish':
        return 2;
      case 'meta':
        this.#meta.set(meaning, 1);
        return 1;
      case 'forget':
        return this.#meta.delete(meaning);
      case 'observe':
        return Math.min(1, under.length);
      case 'lock':
        return 1;
      case 'wait':
      case 'pick':
        return under.length > 0;
    }
  }

  #lastKey(owner: number): Key {
    return this.#registry.keys(this.#owners[owner]!).at(-1)!;
  }

  /** What an operation with a hostile key has done is known only afterwards, by what is there. */
  #learn({ do: what }: Case['steps'][number]): void {
    if (what === 'register' || what === 'unregister') {
      this.#known = this.#owners.flatMap((owner, number) =>
        this.#registry
          .keys(owner)
          .map((key) => ({ meaning: meaningOfCaptured(key), owner: number, key })),
      );
    } else if (what === 'meta' || what === 'forget') {
      this.#metaIsKnown = false;
    }
  }

  /** Readers agree with each other and with the list. */
  check(): void {
    const { entries, keys, owners, partitions } = this.#registry.stats();
    const meanings = new Set(this.#known.map(({ meaning }) => meaning));
    const holders = new Set(this.#known.map(({ owner }) => owner));
    same('entries', entries, this.#known.length);
    same('size', this.#registry.size, entries);
    same('iterated', [...this.#registry].length, entries);
    same('keys', keys, meanings.size);
    same('owners', owners, holders.size);
    same('in partitions', sum(partitions.map((each) => each.entries)), entries);
    for (const { meaning, key, owner } of this.#known) {
      same('captured', meaningOfCaptured(key), meaning);
      same('found by its captured key', this.#registry.lookup(key).length > 0, true);
      same('owned', this.#registry.keys(this.#owners[owner]!).includes(key), true);
    }
  }

  /** Nothing is left, not even under keys that were hostile. */
  end(): void {
    for (const owner of this.#owners) {
      for (const key of this.#registry.keys(owner))
        if (this.#registry.unregister(owner, key) === 0 && this.#registry.keys(owner).includes(key))
          fault('an entry cannot be unregistered by its key', key);
      owner.terminate();
    }
    const { entries, keys, owners } = this.#registry.stats();
    same('left', [entries, keys, owners].join(), '0,0,0');
    same('told on', this.#registry.store.changes.keys, 0);
    accepted(outcome(() => this.#registry.close()));
  }
}

/** Whoever made a key may change it afterwards. */
function change(key: Key): void {
  if (typeof key !== 'object' || key === null || Object.isFrozen(key)) return;
  try {
    if (key instanceof Date) key.setTime(7);
    else if (Array.isArray(key)) key.push('more');
    else Object.defineProperty(key, 'more', { value: 1, enumerable: true, configurable: true });
  } catch {
    // What was revoked, or says no, cannot be changed.
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

export const target = made({
  cases,
  quick: 50,
  async run(each) {
    const world = new KeysWorld(each);
    for (const step of each.steps) {
      await world.do(step, each.plans[step.key % each.plans.length]!);
      world.check();
    }
    world.end();
  },
});
