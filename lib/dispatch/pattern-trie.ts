import { KeyMap } from '../registry/key-map.js';
import type { Key } from '../registry/key.js';

/** A step that any one element takes. */
export const ONE = Symbol('one');
/** A step that any number of elements take, none included. */
export const MANY = Symbol('many');

/** One step of a pattern: `ONE`, `MANY`, or the one element that takes it. */
export type Step = unknown;

/** An element of a structural topic may be `undefined`, which is no key by itself. */
const UNDEFINED = Symbol('undefined');

class Node<T> {
  literals: KeyMap<Node<T>> | undefined;
  one: Node<T> | undefined;
  many: Node<T> | undefined;
  items: Set<T> | undefined;

  /** `repeats`: any number of elements lead from this node to itself. */
  constructor(readonly repeats: boolean) {}

  get empty(): boolean {
    return (
      this.one === undefined &&
      this.many === undefined &&
      (this.items?.size ?? 0) === 0 &&
      (this.literals?.size ?? 0) === 0
    );
  }
}

/**
 * Patterns as sequences of steps. Those that fit a sequence of elements are found by walking all ways at once: in time
 * proportional to its length and to the ways that are open, not to the number of patterns, and without going back.
 */
export class PatternTrie<T> {
  readonly #root = new Node<T>(false);

  get empty(): boolean {
    return this.#root.empty;
  }

  add(steps: readonly Step[], item: T): void {
    let node = this.#root;
    for (const step of steps) node = childOrNew(node, step);
    node.items ??= new Set();
    node.items.add(item);
  }

  delete(steps: readonly Step[], item: T): void {
    const way = [this.#root];
    for (const step of steps) {
      const next = child(way.at(-1)!, step);
      if (next === undefined) return;
      way.push(next);
    }
    way.at(-1)!.items?.delete(item);
    for (let i = steps.length - 1; i >= 0 && way[i + 1]!.empty; i--) remove(way[i]!, steps[i]);
  }

  find(elements: readonly unknown[]): T[] {
    let open = new Set<Node<T>>();
    enter(this.#root, open);
    for (const element of elements) {
      const next = new Set<Node<T>>();
      for (const node of open) {
        enter(node.literals?.get(keyOf(element)), next);
        enter(node.one, next);
        if (node.repeats) enter(node, next);
      }
      open = next;
      if (open.size === 0) break;
    }
    return [...open].flatMap(({ items }) => [...(items ?? [])]);
  }
}

/** Opens `node`, if there is one, and what no element leads to. What is open already has opened that before. */
function enter<T>(node: Node<T> | undefined, open: Set<Node<T>>): void {
  let entered = node;
  for (; entered !== undefined && !open.has(entered); entered = entered.many) open.add(entered);
}

function keyOf(element: unknown): Key {
  return element === undefined ? UNDEFINED : (element as Key);
}

function child<T>(node: Node<T>, step: Step): Node<T> | undefined {
  if (step === ONE) return node.one;
  if (step === MANY) return node.many;
  return node.literals?.get(keyOf(step));
}

function childOrNew<T>(node: Node<T>, step: Step): Node<T> {
  if (step === ONE) return (node.one ??= new Node(false));
  if (step === MANY) return (node.many ??= new Node(true));
  return (node.literals ??= new KeyMap()).getOrInsert(keyOf(step), () => new Node(false));
}

function remove<T>(node: Node<T>, step: Step): void {
  if (step === ONE) node.one = undefined;
  else if (step === MANY) node.many = undefined;
  else node.literals!.delete(keyOf(step));
}
