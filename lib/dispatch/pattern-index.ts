import type { Bucket } from '../registry/bucket.js';
import type { Audience, Matching } from '../registry/gate.js';
import { contextOf, type MessageContext } from '../registry/handler.js';
import { KeyMap } from '../registry/key-map.js';
import { captureKey, type Key } from '../registry/key.js';
import type { Slot } from '../registry/slot.js';
import type { Pattern } from './pattern.js';
import { PatternTrie } from './pattern-trie.js';

/** For so many topics it is remembered which patterns match them. */
const MAX_REMEMBERED = 4_096;

/** A pattern that has subscribers, and the bucket that they are in. */
interface Subscribed {
  readonly pattern: Pattern;
  bucket: Bucket;
}

/** Which of a registry's patterns match a topic. */
export class PatternIndex {
  readonly #registry: string;
  readonly #patterns = new Map<unknown, Subscribed>();
  readonly #texts = new Map<string, PatternTrie<Subscribed>>();
  readonly #arrays = new PatternTrie<Subscribed>();
  readonly #others = new Set<Subscribed>();
  /** Exact at any time: a pattern that comes or goes makes us forget the topics that it matches, and no other. */
  #remembered = new KeyMap<Match>();

  constructor(registry: string) {
    this.#registry = registry;
  }

  /** How many patterns have subscribers. */
  get size(): number {
    return this.#patterns.size;
  }

  /** The key under which a pattern's subscribers are registered: equal patterns have one. */
  keyOf(pattern: Pattern): Pattern {
    return this.#patterns.get(pattern.identity)?.pattern ?? pattern;
  }

  /** A subscriber has been registered under `pattern`. */
  add(pattern: Pattern, slot: Slot): void {
    const bucket = slot.bucket!;
    let subscribed = this.#patterns.get(pattern.identity);
    if (subscribed === undefined) {
      subscribed = { pattern, bucket };
      this.#patterns.set(pattern.identity, subscribed);
      this.#place(subscribed);
      this.#forget(pattern);
    }
    // A bucket that was emptied has left the store; another has taken its place.
    subscribed.bucket = bucket;
    slot.onEnd(() => {
      if (subscribed.bucket === bucket && bucket.size === 0) this.#remove(subscribed);
    });
  }

  /** The match of a topic; `undefined` when there is none. `bucket` is the topic's own, if it has one. */
  matching(topic: unknown, bucket: Bucket | undefined): Matching | undefined {
    // Kept with the bucket as well: a topic with subscribers of its own is not looked up once more.
    let matching = bucket?.matching;
    if (matching?.valid !== true) {
      // What is kept with a bucket is of the bucket's key: a topic that is a proxy may be read as another one now.
      const key = bucket?.key;
      matching = this.#remembered.get(key ?? topic) ?? this.#find(key ?? captureKey(topic));
      if (bucket !== undefined) bucket.matching = matching;
    }
    return matching.none ? undefined : matching;
  }

  #find(topic: Key): Match {
    if (this.#remembered.size >= MAX_REMEMBERED) this.#forgetAll();
    return this.#remembered.getOrInsert(
      topic,
      () => new Match(this.#registry, topic, this.#candidates(topic)),
    );
  }

  #candidates(topic: Key): readonly Subscribed[] {
    const structural = Array.isArray(topic)
      ? [...this.#arrays.find(topic), ...this.#others]
      : [...this.#others];
    const matching = structural.filter(({ pattern }) => pattern.matches(topic));
    if (typeof topic !== 'string') return matching;
    const texts = [...this.#texts].flatMap(([separator, trie]) =>
      trie.find(topic.split(separator)),
    );
    return [...matching, ...texts];
  }

  #place(subscribed: Subscribed): void {
    const { separator, steps } = subscribed.pattern;
    if (steps === undefined) {
      this.#others.add(subscribed);
    } else if (separator === undefined) {
      this.#arrays.add(steps, subscribed);
    } else {
      let trie = this.#texts.get(separator);
      if (trie === undefined) this.#texts.set(separator, (trie = new PatternTrie()));
      trie.add(steps, subscribed);
    }
  }

  #remove(subscribed: Subscribed): void {
    const { identity, separator, steps } = subscribed.pattern;
    // Its subscribers may have left together, and another have come when the first of them was told.
    if (this.#patterns.get(identity) !== subscribed) return;
    this.#patterns.delete(identity);
    if (steps === undefined) {
      this.#others.delete(subscribed);
    } else if (separator === undefined) {
      this.#arrays.delete(steps, subscribed);
    } else {
      const trie = this.#texts.get(separator)!;
      trie.delete(steps, subscribed);
      if (trie.empty) this.#texts.delete(separator);
    }
    if (this.#patterns.size === 0) this.#forgetAll();
    else this.#forget(subscribed.pattern);
  }

  #forget(pattern: Pattern): void {
    const matching = [...this.#remembered.values()].filter(({ topic }) => pattern.matches(topic));
    for (const match of matching) {
      match.valid = false;
      this.#remembered.delete(match.topic);
    }
  }

  #forgetAll(): void {
    for (const match of this.#remembered.values()) match.valid = false;
    this.#remembered = new KeyMap();
  }
}

/** The patterns that match one topic. */
class Match implements Matching {
  valid = true;
  readonly topic: Key;
  readonly #patterns: readonly Subscribed[];
  readonly #context: MessageContext;

  constructor(registry: string, topic: Key, patterns: readonly Subscribed[]) {
    this.topic = topic;
    this.#patterns = patterns;
    this.#context = contextOf(registry, topic);
  }

  get none(): boolean {
    return this.#patterns.length === 0;
  }

  /** The subscribers of the topic and of the patterns, in the order of their registration. */
  audience(own: Bucket | undefined): Audience {
    const buckets = this.#patterns.map(({ bucket }) => bucket);
    if (own !== undefined) buckets.push(own);
    const slots: Slot[] = [];
    let scoped = 0;
    for (const bucket of buckets) {
      scoped += bucket.scoped;
      for (const slot of bucket.slots) {
        if (slot?.active === true && slot.handler !== undefined) slots.push(slot);
      }
    }
    // Sequences of one bucket are in order already, which is what the engine's sort is quick at.
    if (buckets.length > 1) slots.sort((a, b) => a.sequence - b.sequence);
    return { slots, context: this.#context, scoped };
  }
}
