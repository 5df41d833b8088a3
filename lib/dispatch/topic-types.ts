import type { Key } from '../registry/key.js';
import type { MessageOf, RegistryTypes, TopicOf } from '../registry/types.js';
import type { Rest, Variable, Wildcard } from '../match/term.js';
import type { Pattern } from './pattern.js';

/**
 * What can be subscribed to: a topic of the registry, or a pattern of topics.
 *
 * @example
 * ```ts
 * import { pattern, type Subscribable } from 'nestjs-registry';
 *
 * const all: Subscribable<{ topics: { 'order:paid': number } }>[] = ['order:paid', pattern('order:*')];
 * all.length; // => 2
 * ```
 *
 * @publicApi
 */
export type Subscribable<T extends RegistryTypes> = TopicOf<T> | Pattern;

/**
 * The topics that `K` stands for: itself, or the declared topics that a pattern may match.
 *
 * @example
 * ```ts
 * import type { Pattern, TopicAt } from 'nestjs-registry';
 *
 * interface Events {
 *   'order:created': { id: number };
 *   'order:paid': { amount: number };
 *   'user:created': { name: string };
 * }
 * const topic: TopicAt<{ topics: Events }, Pattern<'order:*'>> = 'order:paid';
 * topic; // => 'order:paid'
 * ```
 *
 * @publicApi
 */
export type TopicAt<T extends RegistryTypes, K> =
  K extends Pattern<infer P>
    ? [Key] extends [TopicOf<T>]
      ? Key
      : Matched<Exclude<TopicOf<T>, abstract new (...args: never[]) => object>, P>
    : Extract<K, Key>;

/**
 * The messages of the topics that `K` stands for.
 *
 * @example
 * ```ts
 * import type { MessageAt, Pattern } from 'nestjs-registry';
 *
 * interface Events {
 *   'order:created': { id: number };
 *   'order:paid': { amount: number };
 *   'user:created': { name: string };
 * }
 * const message: MessageAt<{ topics: Events }, Pattern<'order:*'>> = { amount: 7 };
 * message; // => { amount: 7 }
 * ```
 *
 * @publicApi
 */
export type MessageAt<T extends RegistryTypes, K> = MessageOf<T, TopicAt<T, K>>;

/** A pattern that matches no declared topic is a mistake. */
export type MatchesSome<T extends RegistryTypes, K> = K extends Pattern
  ? [TopicAt<T, K>] extends [never]
    ? never
    : unknown
  : unknown;

/** The topics that a pattern made of `P` may match: all that it does, and where the compiler cannot tell, some more. */
type Matched<K, P> = K extends string
  ? P extends string
    ? FitsText<K, P> extends true
      ? K
      : never
    : P extends Anything
      ? K
      : never
  : P extends string
    ? never
    : FitsElement<K, P> extends true
      ? K
      : never;

type Anything = Wildcard | Variable;

type FitsText<K extends string, P extends string> = K extends Template<P> | Template<Shorter<P>>
  ? true
  : IsTemplate<K> extends true
    ? MayBegin<K, P>
    : false;

/** `order:*` as a template literal. */
type Template<P extends string> = P extends `${infer A}**${infer B}`
  ? `${Template<A>}${string}${Template<B>}`
  : P extends `${infer A}*${infer B}`
    ? `${A}${string}${Template<B>}`
    : P;

/** `**` may stand for no segment. */
type Shorter<P extends string> = P extends `${infer A}:**${infer B}`
  ? `${A}${B}`
  : P extends `**:${infer B}`
    ? B
    : P;

type IsTemplate<K extends string> = {} extends Readonly<Record<K, 1>> ? true : false;

/** Whether a template literal may begin as the pattern does, up to the first part that either leaves open. */
type MayBegin<K extends string, P extends string> = string extends K
  ? true
  : P extends `*${string}`
    ? true
    : K extends `${infer A}${infer KR}`
      ? P extends `${infer B}${infer PR}`
        ? string extends A
          ? true
          : A extends B
            ? MayBegin<KR, PR>
            : false
        : false
      : true;

type FitsElement<K, P> = P extends Anything
  ? true
  : K extends readonly unknown[]
    ? P extends readonly unknown[]
      ? FitsArray<K, P>
      : false
    : P extends K
      ? true
      : K extends P
        ? true
        : K extends object
          ? P extends object
            ? true
            : false
          : false;

type FitsArray<K extends readonly unknown[], P extends readonly unknown[]> = P extends readonly [
  infer PH,
  ...infer PR,
]
  ? PH extends Rest
    ? true
    : K extends readonly [infer KH, ...infer KR]
      ? FitsElement<KH, PH> extends true
        ? FitsArray<KR, PR>
        : false
      : number extends K['length']
        ? true
        : false
  : K extends readonly []
    ? true
    : number extends K['length']
      ? true
      : number extends P['length']
        ? true
        : false;
