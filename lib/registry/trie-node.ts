/** A step of a path: an atom, or the node at which a nested composite's own path ends. */
export type Token = unknown;

/** What a path leads to: a node, or just the value, where no path leads further and no other key contains this one. */
export type Child<T extends object> = TrieNode<T> | T;

/** A place in a `KeyTrie` that paths lead through, or that is a step of others. */
export class TrieNode<T extends object> {
  value: T | undefined;
  /** How many steps elsewhere in the trie have this node as their token. */
  uses = 0;
  /** Most nodes lead to one other: a `Map` of it would be larger, and slower, than the node. */
  #onlyToken: Token;
  #only: Child<T> | undefined;
  /** All of them, once there were several. */
  #children: Map<Token, Child<T>> | undefined;

  constructor(
    readonly parent: TrieNode<T> | undefined,
    readonly token: Token,
  ) {}

  get size(): number {
    return this.#children?.size ?? (this.#only === undefined ? 0 : 1);
  }

  get(token: Token): Child<T> | undefined {
    if (this.#children !== undefined) return this.#children.get(token);
    return this.#onlyToken === token ? this.#only : undefined;
  }

  set(token: Token, child: Child<T>): void {
    if (this.#children !== undefined) {
      this.#children.set(token, child);
    } else if (this.#only === undefined || this.#onlyToken === token) {
      this.#onlyToken = token;
      this.#only = child;
    } else {
      this.#children = new Map([
        [this.#onlyToken, this.#only],
        [token, child],
      ]);
      this.#forgetOnly();
    }
  }

  delete(token: Token): void {
    if (this.#children !== undefined) {
      this.#children.delete(token);
      if (this.#children.size === 0) this.#children = undefined;
    } else if (this.#onlyToken === token) {
      this.#forgetOnly();
    }
  }

  /** What it leads to; children added or removed meanwhile may or may not be seen. */
  children(): Iterator<Child<T>, undefined> {
    if (this.#children !== undefined) return this.#children.values();
    return (this.#only === undefined ? [] : [this.#only]).values();
  }

  #forgetOnly(): void {
    this.#onlyToken = undefined;
    this.#only = undefined;
  }
}

/** Every value from here on. */
export function* walk<T extends object>(roots: readonly Child<T>[]): IterableIterator<T> {
  const open: Iterator<Child<T>>[] = [roots.values()];
  for (let level = open.at(-1); level !== undefined; level = open.at(-1)) {
    const { done, value: child } = level.next() as IteratorResult<Child<T>, undefined>;
    if (done === true) {
      open.pop();
    } else if (child instanceof TrieNode) {
      if (child.value !== undefined) yield child.value;
      open.push(child.children());
    } else {
      yield child;
    }
  }
}

/** Whether nothing that is a key by identity leads to it: that must not be kept reachable. */
export function isOfPrimitives<T extends object>(node: TrieNode<T>): boolean {
  for (let step = node; step.parent !== undefined; step = step.parent)
    if (!isPrimitive(step.token)) return false;
  return true;
}

export function isPrimitive(token: Token): boolean {
  return typeof token !== 'object' && typeof token !== 'function';
}
