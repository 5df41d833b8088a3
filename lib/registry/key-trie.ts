import { PartitionFullError } from '../errors.js';
import { Leavers } from './leavers.js';
import { fieldsOf, hasSymbolFields, MAX_KEY_DEPTH, shapeOf } from './key.js';

/** One `Map` of the engine holds at most this many keys. */
export const MAP_CAPACITY = 2 ** 24;

/** A step of a path: an atom, or the node at which a nested composite's own path ends. */
type Token = unknown;

/** One place in the trie; every composite key, and every composite part of one, ends at a node of its own. */
export class TrieNode<T> {
  children: Map<Token, TrieNode<T>> | undefined;
  value: T | undefined;
  /** How many steps elsewhere in the trie have this node as their token. */
  uses = 0;

  constructor(
    readonly parent: TrieNode<T> | undefined,
    readonly token: Token,
  ) {}
}

/**
 * Composite keys, compared by content without building a string or a hash: one `Map` step per element.
 *
 * A nested composite is a step too: its token is the node where its own path ends, which is unique for its content.
 * Numbers outside the 32-bit integers and bigints are spelled out as strings, and small integers are mixed with a secret,
 * because the engine's own hashes of numbers are not seeded and could be flooded with chosen collisions.
 */
export class KeyTrie<T> {
  readonly #arrays = new TrieNode<T>(undefined, 'array');
  readonly #records = new TrieNode<T>(undefined, 'record');
  readonly #dates = new TrieNode<T>(undefined, 'date');
  readonly #numbers = new TrieNode<T>(undefined, 'number');
  readonly #bigints = new TrieNode<T>(undefined, 'bigint');
  readonly #leavers = new Leavers<TrieNode<T>>((node) => {
    this.prune(node);
  });
  readonly #secret: number;
  readonly #capacity: number;

  constructor(secret: number, capacity: number) {
    this.#secret = secret;
    this.#capacity = capacity;
  }

  /** The node of a composite, or `undefined` when no key has come this way. Allocates nothing for arrays. */
  find(value: unknown, depth = 0): TrieNode<T> | undefined {
    if (depth > MAX_KEY_DEPTH) return undefined;
    if (typeof value !== 'object') return this.#spelled(value).children?.get(spell(value));
    switch (shapeOf(value)) {
      case 'array': {
        const array = value as readonly unknown[];
        let node: TrieNode<T> | undefined = this.#arrays;
        for (let i = 0; i < array.length && node !== undefined; i++)
          node = this.#follow(node, array[i], depth);
        return node;
      }
      case 'record': {
        const record = value as Readonly<Record<string, unknown>>;
        if (hasSymbolFields(record)) return undefined;
        let node: TrieNode<T> | undefined = this.#records;
        for (const name of fieldsOf(record)) {
          node = node.children?.get(name);
          if (node !== undefined) node = this.#follow(node, record[name], depth);
          if (node === undefined) return undefined;
        }
        return node;
      }
      default:
        return this.#dates.children?.get(String((value as Date).getTime()));
    }
  }

  /**
   * The node of a captured composite, made when it is not there yet.
   *
   * @throws PartitionFullError when a `Map` on the way is full; the trie is then as it was.
   */
  grow(value: unknown): TrieNode<T> {
    if (typeof value !== 'object') return this.#step(this.#spelled(value), spell(value));
    if (shapeOf(value) === 'date')
      return this.#step(this.#dates, String((value as Date).getTime()));
    let node = Array.isArray(value) ? this.#arrays : this.#records;
    try {
      if (Array.isArray(value)) {
        for (const element of value as readonly unknown[])
          node = this.#step(node, this.#growToken(element));
      } else {
        const record = value as Readonly<Record<string, unknown>>;
        for (const name of fieldsOf(record)) {
          node = this.#step(node, name);
          node = this.#step(node, this.#growToken(record[name]));
        }
      }
      return node;
    } catch (error) {
      this.prune(node);
      throw error;
    }
  }

  /** A key has left its node: it is forgotten now, or `late`, in case the key returns. */
  release(node: TrieNode<T>, late: boolean): void {
    if (late && isOfPrimitives(node)) {
      this.#leavers.add(node);
    } else {
      this.prune(node);
      if (!late) this.#leavers.clear();
    }
  }

  /** Forgets `node` and whatever led only to it. */
  prune(node: TrieNode<T>): void {
    for (let leaf = node; leaf.parent !== undefined; leaf = leaf.parent) {
      if (leaf.value !== undefined || leaf.uses > 0 || leaf.children !== undefined) return;
      const siblings = leaf.parent.children;
      // A part of a key may have led through the same nodes, and have taken them along.
      if (siblings?.get(leaf.token) !== leaf) return;
      siblings.delete(leaf.token);
      if (siblings.size === 0) leaf.parent.children = undefined;
      if (leaf.token instanceof TrieNode) {
        leaf.token.uses--;
        this.prune(leaf.token);
      }
    }
  }

  /** Every value, in no promised order; values added or removed meanwhile may or may not be seen. */
  values(): IterableIterator<T> {
    return walk([this.#arrays, this.#records, this.#dates, this.#numbers, this.#bigints]);
  }

  /** The values of all arrays that begin with these elements, in the same way. */
  below(prefix: readonly unknown[]): IterableIterator<T> {
    const node = this.find(prefix);
    return walk(node === undefined ? [] : [node]);
  }

  #spelled(value: unknown): TrieNode<T> {
    return typeof value === 'bigint' ? this.#bigints : this.#numbers;
  }

  #follow(node: TrieNode<T>, part: unknown, depth: number): TrieNode<T> | undefined {
    const children = node.children;
    if (children === undefined) return undefined;
    if (typeof part === 'string') return children.get(part);
    if (isSmallInteger(part)) return children.get(part ^ this.#secret);
    if (!isComposite(part)) return children.get(part);
    const nested = this.find(part, depth + 1);
    return nested === undefined ? undefined : children.get(nested);
  }

  #growToken(part: unknown): Token {
    if (isSmallInteger(part)) return part ^ this.#secret;
    return isComposite(part) ? this.grow(part) : part;
  }

  #step(node: TrieNode<T>, token: Token): TrieNode<T> {
    node.children ??= new Map();
    let next = node.children.get(token);
    if (next === undefined) {
      if (node.children.size >= this.#capacity) {
        if (token instanceof TrieNode) this.prune(token);
        throw new PartitionFullError(this.#capacity);
      }
      next = new TrieNode<T>(node, token);
      node.children.set(token, next);
      if (token instanceof TrieNode) token.uses++;
    }
    return next;
  }
}

function* walk<T>(roots: readonly TrieNode<T>[]): IterableIterator<T> {
  const open: Iterator<TrieNode<T>>[] = [roots.values()];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const { done, value: node } = level.next() as IteratorResult<TrieNode<T>, undefined>;
    if (done === true) {
      open.pop();
      continue;
    }
    if (node.value !== undefined) yield node.value;
    if (node.children !== undefined) open.push(node.children.values());
  }
}

/** Whether nothing that is a key by identity leads to it: that must not be kept reachable. */
function isOfPrimitives(node: TrieNode<unknown>): boolean {
  for (let step = node; step.parent !== undefined; step = step.parent)
    if (typeof step.token === 'object' || typeof step.token === 'function') return false;
  return true;
}

/** Hexadecimal for bigints: the decimal form of a huge one takes quadratic time. */
function spell(value: unknown): string {
  return typeof value === 'bigint' ? value.toString(16) : String(value);
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
