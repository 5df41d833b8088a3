import { InvalidPatternError } from '../errors.js';
import { encodeTerm } from '../match/encode-term.js';
import { compilePattern, literalOf, UNBOUND, Variables, type Matcher } from '../match/pattern.js';
import { SpecPath } from '../match/spec-path.js';
import { Rest } from '../match/term.js';
import { captureKey, type Key } from '../registry/key.js';
import { aNonEmptyString, checkOptions, type OptionChecks } from '../validate.js';
import { MANY, ONE, type Step } from './pattern-trie.js';

/**
 * A set of topics to subscribe to, made by `pattern`. `P` is what it was made of.
 *
 * @example
 * ```ts
 * import { pattern, type Pattern } from 'nestjs-registry';
 *
 * const rooms: Pattern<'room:**'> = pattern('room:**');
 * rooms.matches('room:kitchen:sink'); // => true
 * ```
 *
 * @publicApi
 */
export class Pattern<out P = unknown> {
  /** What the pattern was made of. */
  readonly source: P;
  /** What divides the topics that it matches; `undefined` for a structural pattern. */
  readonly separator: string | undefined;
  /** @internal Its way through a trie, if it has one. */
  readonly steps: readonly Step[] | undefined;
  /** @internal The same for patterns that are known to be the same. */
  readonly identity: unknown;
  readonly #matcher: Matcher | undefined;
  /** How every string topic that it matches begins: most others need not be divided. */
  readonly #head: string = '';

  /** @internal Made by `pattern`. */
  constructor(source: P, separator: string) {
    this.source = source;
    if (typeof source === 'string') {
      this.separator = separator;
      this.steps = stepsOfText(source, separator);
      const literals = this.steps.findIndex((step) => step === ONE || step === MANY);
      this.#head = literals < 0 ? source : this.steps.slice(0, literals).join(separator);
      this.identity = JSON.stringify([separator, source]);
    } else {
      this.#matcher = compilePattern(source, new Variables(), SpecPath.root('pattern(source)'));
      this.steps = Array.isArray(source) ? stepsOfArray(source) : undefined;
      this.identity = identityOf(source) ?? this;
    }
    Object.freeze(this);
  }

  /** @internal Unlike `instanceof` it runs no code of whoever made `value`, and so does not throw for a revoked proxy. */
  static is(value: unknown): value is Pattern {
    return typeof value === 'object' && value !== null && #matcher in value;
  }

  /** Whether messages of `topic` reach the pattern's subscribers. */
  matches(topic: Key): boolean {
    if (this.#matcher !== undefined) return this.#matcher(topic, []);
    if (typeof topic !== 'string') return false;
    return topic.startsWith(this.#head) && fits(this.steps!, topic.split(this.separator!));
  }

  toString(): string {
    return typeof this.source === 'string' ? `pattern('${this.source}')` : 'pattern(…)';
  }
}

/**
 * Options of `pattern`.
 *
 * @example
 * ```ts
 * import { pattern, type PatternOptions } from 'nestjs-registry';
 *
 * const options: PatternOptions = { separator: '/' };
 * pattern('house/*', options).matches('house/kitchen'); // => true
 * ```
 *
 * @publicApi
 */
export interface PatternOptions {
  /** What divides a string topic into segments. @default ':' */
  readonly separator?: string;
}

const optionChecks: OptionChecks = { separator: aNonEmptyString };

/**
 * A pattern of topics, for `subscribe`, `messages` and `@Subscribe`; the handler's context tells the topic of each message.
 *
 * Of a string, `*` stands for one segment and `**` for any number of segments, none included; segments are divided by `:` unless
 * you say otherwise. Anything else is a structural pattern in the language of match specs: `_` stands for anything, an
 * object for objects that have at least its fields, `rest(_)` at the end of an array for the rest of it.
 *
 * Patterns are found through a trie, and what was found is remembered per topic: their number does not slow a topic down.
 * Structural patterns that are no arrays are tried one by one, once per topic.
 *
 * @throws InvalidPatternError, MatchSpecError, InvalidOptionError
 *
 * @example
 * ```ts
 * import { _, pattern, Registry } from 'nestjs-registry';
 *
 * const events = new Registry({ name: 'events', keys: 'duplicate' });
 * const heard: unknown[] = [];
 * events.subscribe(pattern('order:*'), (_message, { topic }) => heard.push(topic));
 * events.subscribe(pattern(['user', _, 'created']), (_message, { topic }) => heard.push(topic));
 *
 * events.emit('order:paid', 1); // => 1
 * events.emit(['user', 7, 'created'], 1); // => 1
 * events.emit('order:1:paid', 1); // => 0
 * heard; // => ['order:paid', ['user', 7, 'created']]
 * ```
 *
 * @publicApi
 */
export function pattern<const P>(source: P, options: PatternOptions = {}): Pattern<P> {
  checkOptions('pattern(options)', options, optionChecks);
  return new Pattern(source, options.separator ?? ':');
}

function stepsOfText(source: string, separator: string): readonly Step[] {
  return source.split(separator).map((segment) => {
    if (segment === '*') return ONE;
    if (segment === '**') return MANY;
    if (segment.includes('*')) {
      throw new InvalidPatternError(source, `'${segment}' mixes * with other text`, separator);
    }
    return segment;
  });
}

/** Goes back to the last `MANY` at most, which is as good as going back to all. */
function fits(steps: readonly Step[], elements: readonly string[]): boolean {
  let step = 0;
  let element = 0;
  let many = -1;
  let taken = 0;
  while (element < elements.length) {
    if (steps[step] === MANY) {
      many = step++;
      taken = element;
    } else if (steps[step] === ONE || steps[step] === elements[element]) {
      step++;
      element++;
    } else if (many >= 0) {
      step = many + 1;
      element = ++taken;
    } else {
      return false;
    }
  }
  return steps.slice(step).every((rest) => rest === MANY);
}

/** The trie narrows down; what a step stands for exactly is the matcher's business. */
function stepsOfArray(source: readonly unknown[]): readonly Step[] {
  return Array.from(source, (element) => {
    if (element instanceof Rest) return MANY;
    const literal = literalOf(element);
    // What cannot be a part of a key (it nests too deep, say) is found in no topic, and in no trie.
    return literal === UNBOUND || !canBePart(literal) ? ONE : literal;
  });
}

function canBePart(literal: unknown): boolean {
  try {
    // In an array, because undefined by itself is no key.
    captureKey([literal]);
    return true;
  } catch {
    return false;
  }
}

/** Patterns without a wire form are the same only when they are the same object. */
function identityOf(source: unknown): string | undefined {
  try {
    return `term ${encodeTerm(source)}`;
  } catch {
    return undefined;
  }
}
