import { PartitionFullError } from '../errors.js';
import { Leavers } from './leavers.js';
import { fieldsOf, hasSymbolFields, MAX_KEY_DEPTH, shapeOf } from './key.js';
import {
  isOfPrimitives,
  isPrimitive,
  TrieNode,
  walk,
  type Child,
  type Token,
} from './trie-node.js';

/** One `Map` of the engine holds at most this many keys. */
export const MAP_CAPACITY = 2 ** 24;

/**
 * Composite keys, compared by content without building a string or a hash: one `Map` step per element.
 *
 * A nested composite is a step too: its token is the node where its own path ends, which is unique for its content.
 * Numbers outside the 32-bit integers and bigints are spelled out as strings, and small integers are mixed with a secret,
 * because the engine's own hashes of numbers are not seeded and could be flooded with chosen collisions.
 */
export class KeyTrie<T extends object> {
  readonly #arrays = new TrieNode<T>(undefined, 'array');
  readonly #records = new TrieNode<T>(undefined, 'record');
  readonly #dates = new TrieNode<T>(undefined, 'date');
  readonly #numbers = new TrieNode<T>(undefined, 'number');
  readonly #bigints = new TrieNode<T>(undefined, 'bigint');
  /** Empty nodes in the places of keys that may return. */
  readonly #leavers = new Leavers<TrieNode<T>>((node) => {
    this.#prune(node);
  });
  readonly #secret: number;
  readonly #capacity: number;

  constructor(secret: number, capacity: number) {
    this.#secret = secret;
    this.#capacity = capacity;
  }

  /** The value under a composite. Allocates nothing for arrays. */
  get(key: unknown): T | undefined {
    const found = this.#find(key, 0);
    return found instanceof TrieNode ? found.value : found;
  }

  /**
   * Puts `value` under a captured composite.
   *
   * @throws PartitionFullError when a `Map` on the way is full; the trie is then as it was.
   */
  set(key: unknown, value: T): void {
    try {
      this.#set(key, value);
    } catch (error) {
      if (!(error instanceof PartitionFullError)) throw error;
      // Not before: whoever has left may be a part of the key that comes.
      this.#leavers.clear();
      this.#set(key, value);
    }
  }

  /** Takes out a captured composite that is there: it is forgotten now, or `late`, in case it returns. */
  delete(key: unknown, late: boolean): void {
    this.#grow(key, (node, token) => {
      if (late && isPrimitive(token) && isOfPrimitives(node)) {
        const left = token === ROOT ? node : this.#nodeBelow(node, token);
        left.value = undefined;
        this.#leavers.add(left);
        return;
      }
      const child = token === ROOT ? node : node.get(token);
      if (child instanceof TrieNode) child.value = undefined;
      else this.#drop(node, token);
      this.#prune(child instanceof TrieNode ? child : node);
    });
    if (!late) this.#leavers.clear();
  }

  /** Every value, in no promised order; values added or removed meanwhile may or may not be seen. */
  values(): IterableIterator<T> {
    return walk<T>([this.#arrays, this.#records, this.#dates, this.#numbers, this.#bigints]);
  }

  /** The values of all arrays that begin with these elements, in the same way. */
  below(prefix: readonly unknown[]): IterableIterator<T> {
    const found = this.#find(prefix, 0);
    return walk<T>(found === undefined ? [] : [found]);
  }

  #set(key: unknown, value: T): void {
    this.#grow(key, (node, token) => {
      if (token === ROOT) node.value = value;
      else this.#put(node, token, value);
    });
  }

  /** What the path of a composite leads to, if a key has come this way. */
  #find(value: unknown, depth: number): Child<T> | undefined {
    if (depth > MAX_KEY_DEPTH) return undefined;
    if (typeof value !== 'object') return this.#rootOf(value).get(spell(value));
    let at: Child<T> | undefined;
    switch (shapeOf(value)) {
      case 'array': {
        const array = value as readonly unknown[];
        at = this.#arrays;
        for (let i = 0; i < array.length && at !== undefined; i++)
          at = this.#follow(at, array[i], depth);
        return at;
      }
      case 'record': {
        const record = value as Readonly<Record<string, unknown>>;
        if (hasSymbolFields(record)) return undefined;
        const names = fieldsOf(record);
        at = this.#records;
        for (let i = 0; i < names.length && at !== undefined; i++)
          at = at instanceof TrieNode ? at.get(names[i]) : undefined;
        for (let i = 0; i < names.length && at !== undefined; i++)
          at = this.#follow(at, record[names[i]!], depth);
        return at;
      }
      default:
        return this.#dates.get(spell((value as Date).getTime()));
    }
  }

  #follow(at: Child<T>, part: unknown, depth: number): Child<T> | undefined {
    if (!(at instanceof TrieNode)) return undefined;
    if (typeof part === 'string') return at.get(part);
    if (isSmallInteger(part)) return at.get(part ^ this.#secret);
    if (!isComposite(part)) return at.get(part);
    const nested = this.#find(part, depth + 1);
    return nested instanceof TrieNode ? at.get(nested) : undefined;
  }

  #rootOf(value: unknown): TrieNode<T> {
    if (typeof value === 'bigint') return this.#bigints;
    if (typeof value === 'number') return this.#numbers;
    const shape = shapeOf(value);
    return shape === 'array' ? this.#arrays : shape === 'record' ? this.#records : this.#dates;
  }

  /**
   * Makes the path of a captured composite where it is not there yet, and calls `end` with its last step (`ROOT` where there
   * is none). When anything throws, what was made is taken away again.
   */
  #grow<R>(value: unknown, end: (node: TrieNode<T>, last: Token) => R): R {
    const steps: Token[] = [];
    let node = this.#rootOf(value);
    try {
      this.#growSteps(value, steps);
      for (let i = 0; i < steps.length - 1; i++) node = this.#nodeBelow(node, steps[i]);
      return end(node, steps.length === 0 ? ROOT : steps.at(-1));
    } catch (error) {
      // The path itself was there already: what has no room for one more has others.
      for (const step of steps) if (step instanceof TrieNode) this.#prune(step as TrieNode<T>);
      throw error;
    }
  }

  #growSteps(value: unknown, steps: Token[]): void {
    if (typeof value !== 'object') {
      steps.push(spell(value));
    } else if (Array.isArray(value)) {
      for (const element of value as readonly unknown[]) steps.push(this.#growStep(element));
    } else if (shapeOf(value) === 'date') {
      steps.push(spell((value as Date).getTime()));
    } else {
      const record = value as Readonly<Record<string, unknown>>;
      // First the names: records of the same fields then stand together, and each differs in its values only.
      const names = fieldsOf(record);
      steps.push(...names);
      for (const name of names) steps.push(this.#growStep(record[name]));
    }
  }

  #growStep(part: unknown): Token {
    if (isSmallInteger(part)) return part ^ this.#secret;
    if (!isComposite(part)) return part;
    return this.#grow(part, (node, last) => (last === ROOT ? node : this.#nodeBelow(node, last)));
  }

  #nodeBelow(node: TrieNode<T>, token: Token): TrieNode<T> {
    const child = node.get(token);
    if (child instanceof TrieNode) return child;
    const below = new TrieNode<T>(node, token);
    below.value = child;
    this.#put(node, token, below);
    return below;
  }

  #put(node: TrieNode<T>, token: Token, child: Child<T>): void {
    const present = node.get(token);
    if (present instanceof TrieNode && !(child instanceof TrieNode)) {
      present.value = child;
      return;
    }
    if (present === undefined) {
      if (node.size >= this.#capacity) throw new PartitionFullError(this.#capacity);
      if (token instanceof TrieNode) token.uses++;
    }
    node.set(token, child);
  }

  /** Forgets `node` and whatever led only to it. */
  #prune(node: TrieNode<T>): void {
    for (let leaf = node; leaf.parent !== undefined; leaf = leaf.parent) {
      if (leaf.value !== undefined || leaf.uses > 0 || leaf.size > 0) return;
      // A part of a key may have led through the same nodes, and have taken them along.
      if (leaf.parent.get(leaf.token) !== leaf) return;
      this.#drop(leaf.parent, leaf.token);
    }
  }

  #drop(node: TrieNode<T>, token: Token): void {
    node.delete(token);
    if (token instanceof TrieNode) {
      token.uses--;
      this.#prune(token as TrieNode<T>);
    }
  }
}

/** Instead of a last step: an empty array or object ends where it begins. */
const ROOT = Symbol('root');

/**
 * A string that is no number: engines have hashed strings that are numbers by their value, without a seed. Hexadecimal for
 * bigints, because the decimal form of a huge one takes quadratic time.
 */
function spell(value: unknown): string {
  return typeof value === 'bigint' ? `x${value.toString(16)}` : `n${String(value)}`;
}

/** An integer of 32 bits; `-0` counts as `0`. */
export function isSmallInteger(value: unknown): value is number {
  return typeof value === 'number' && value === (value | 0);
}

/** Whether a value is compared by content rather than as it is. Small integers are told apart before. */
export function isComposite(value: unknown): boolean {
  switch (typeof value) {
    case 'object':
      return shapeOf(value) !== 'atom';
    case 'number':
    case 'bigint':
      return true;
    default:
      return false;
  }
}
