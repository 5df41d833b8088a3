/** A step of a path: an atom, or the node at which a nested composite's own path ends. */
export type Token = unknown;

/** What a path leads to: a node, or just the value, where no path leads further and no other key contains this one. */
export type Child<T extends object> = TrieNode<T> | T;

/** A place in a `KeyTrie` that paths lead through, or that is a step of others. */
export class TrieNode<T extends object> {
  children: Map<Token, Child<T>> | undefined;
  value: T | undefined;
  /** How many steps elsewhere in the trie have this node as their token. */
  uses = 0;

  constructor(
    readonly parent: TrieNode<T> | undefined,
    readonly token: Token,
  ) {}
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
      if (child.children !== undefined) open.push(child.children.values());
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
