import { randomInt } from 'node:crypto';
import { PartitionFullError } from '../errors.js';
import { assertKey, unreadable, type Key } from './key.js';
import { isComposite, isSmallInteger, KeyTrie, MAP_CAPACITY } from './key-trie.js';
import { FEW_KEYS, Leavers } from './leavers.js';

/**
 * A map whose keys are compared by content.
 *
 * Strings and other atoms go straight into a `Map`; composite keys are walked through a trie. No choice of keys makes one
 * operation slower than the size of the key at hand.
 */
export class KeyMap<T extends object> {
  /** `undefined` under a key that has left, and may return. */
  readonly #atoms = new Map<unknown, T | undefined>();
  readonly #leavers = new Leavers<unknown>((token) => {
    if (this.#atoms.get(token) === undefined) this.#atoms.delete(token);
  });
  readonly #secret = randomInt(2 ** 31);
  readonly #trie: KeyTrie<T>;
  readonly #capacity: number;
  #size = 0;

  constructor(capacity = MAP_CAPACITY) {
    this.#capacity = capacity;
    this.#trie = new KeyTrie<T>(this.#secret, capacity);
  }

  get size(): number {
    return this.#size;
  }

  /** @throws InvalidKeyError when `key` is no key; only then nothing was looked up. */
  get(key: unknown): T | undefined {
    if (typeof key === 'string') return this.#atoms.get(key);
    let found: T | undefined;
    try {
      found = this.#find(key);
    } catch (error) {
      throw unreadable(key, error);
    }
    if (found === undefined) assertKey(key);
    return found;
  }

  /** The value under a captured key, made by `make` when there is none. */
  getOrInsert(captured: Key, make: () => T): T {
    let value = this.#find(captured);
    if (value === undefined) {
      value = make();
      this.insert(captured, value);
    }
    return value;
  }

  /** Puts `value` under a captured key that is not there. @throws PartitionFullError */
  insert(captured: Key, value: T): void {
    if (isAtom(captured)) {
      if (this.#atoms.size >= this.#capacity) this.#leavers.clear();
      if (this.#atoms.size >= this.#capacity) throw new PartitionFullError(this.#capacity);
      this.#atoms.set(this.#token(captured), value);
    } else {
      this.#trie.set(captured, value);
    }
    this.#size++;
  }

  /** Puts `value` under a captured key that is there, in the place of another. */
  replace(captured: Key, value: T): void {
    if (isAtom(captured)) this.#atoms.set(this.#token(captured), value);
    else this.#trie.set(captured, value);
  }

  delete(key: Key): void {
    if (this.#find(key) === undefined) return;
    this.#size--;
    if (isAtom(key)) this.#deleteAtom(this.#token(key));
    else this.#trie.delete(key, this.#size > FEW_KEYS);
  }

  /** Every value, in no promised order; values added or removed meanwhile may or may not be seen. */
  *values(): IterableIterator<T> {
    for (const value of this.#atoms.values()) if (value !== undefined) yield value;
    yield* this.#trie.values();
  }

  /** The values under all array keys that begin with these elements. */
  below(prefix: readonly unknown[]): IterableIterator<T> {
    return this.#trie.below(prefix);
  }

  #find(key: unknown): T | undefined {
    return isAtom(key) ? this.#atoms.get(this.#token(key)) : this.#trie.get(key);
  }

  #deleteAtom(token: unknown): void {
    // What is a key by identity must not be kept reachable.
    const late = this.#size > FEW_KEYS && typeof token !== 'object' && typeof token !== 'function';
    if (late) {
      this.#atoms.set(token, undefined);
      this.#leavers.add(token);
    } else {
      this.#atoms.delete(token);
      if (this.#size <= FEW_KEYS) this.#leavers.clear();
    }
  }

  /** Small integers are mixed with the secret: the engine's hash of them is public. */
  #token(key: unknown): unknown {
    return isSmallInteger(key) ? key ^ this.#secret : key;
  }
}

function isAtom(key: unknown): boolean {
  return isSmallInteger(key) || !isComposite(key);
}
