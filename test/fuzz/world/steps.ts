import fc from 'fast-check';
import { _, pattern, rest, type Key, type Pattern } from 'nestjs-registry';
import { named, plain, some } from '../arbitraries/plain.js';

export const KEYS: readonly (() => Key)[] = [
  () => 'a:b',
  () => ['s', 1],
  () => 'a',
  () => ['s', 1, 'x'],
  () => ({ a: 1, b: 2 }),
  () => 7,
];
/** Patterns, and which keys they fit. */
export const PATTERNS: readonly (readonly [make: () => Pattern, fits: readonly number[]])[] = [
  [() => pattern('a:*'), [0]],
  [() => pattern('a:**'), [0, 2]],
  [() => pattern(['s', _]), [1]],
  [() => pattern(['s', rest()]), [1, 3]],
  [() => pattern(_), [0, 1, 2, 3, 4, 5]],
];
export const OWNERS = 3;
export const SIGNALS = 2;

/** What somebody does who is called back. */
export interface Reaction {
  readonly steps: readonly Step[];
  readonly fails: boolean;
}

export interface Subscribing {
  readonly once: boolean;
  readonly signal: number | undefined;
  /** What the filter says, if there is one, and does first. */
  readonly filter: { readonly says: boolean; readonly reaction: Reaction } | undefined;
}

export type Step =
  | {
      readonly do: 'register';
      readonly key: number;
      readonly owner: number | undefined;
      readonly n: number;
      readonly ttl: number | undefined;
      readonly sliding: boolean;
      /** What happens whenever the key or the value is read. */
      readonly read: Reaction | undefined;
    }
  | {
      readonly do: 'subscribe';
      readonly key: number;
      readonly pattern: number | undefined;
      readonly owner: number | undefined;
      readonly options: Subscribing;
      readonly reaction: Reaction;
    }
  | { readonly do: 'unregister'; readonly key: number; readonly owner: number }
  | {
      readonly do: 'unregisterMatch';
      readonly key: number;
      readonly owner: number;
      readonly n: number;
    }
  | {
      readonly do: 'updateValue';
      readonly key: number;
      readonly owner: number;
      readonly n: number;
      readonly reaction: Reaction;
    }
  | {
      readonly do: 'update';
      readonly pick: number;
      readonly n: number;
      readonly reaction: Reaction;
    }
  | { readonly do: 'end' | 'touch'; readonly pick: number }
  | { readonly do: 'touchKey'; readonly key: number; readonly owner: number }
  | { readonly do: 'look'; readonly key: number; readonly owner: number }
  | { readonly do: 'terminate'; readonly owner: number }
  | {
      readonly do: 'onTerminate';
      readonly owner: number;
      readonly pick: number | undefined;
      readonly reaction: Reaction;
    }
  | { readonly do: 'abort'; readonly signal: number }
  | {
      readonly do: 'publish';
      readonly key: number;
      readonly how: 'emit' | 'dispatch' | 'topic';
      readonly exclude: number | undefined;
    }
  | { readonly do: 'observe'; readonly key: number | undefined; readonly reaction: Reaction }
  | {
      readonly do: 'presence';
      readonly key: number;
      readonly by: Reaction | undefined;
      readonly reaction: Reaction;
    }
  | { readonly do: 'leave'; readonly pick: number }
  | {
      readonly do: 'walk';
      readonly what: 'entries' | 'selectEach' | 'dispatchEntries' | 'pick';
      readonly key: number;
      readonly reaction: Reaction;
    }
  | { readonly do: 'advance'; readonly time: number }
  | { readonly do: 'close' };

const key = some([3, fc.constantFrom(0, 1)], [2, fc.nat(KEYS.length - 1)]);
const owner = fc.nat(OWNERS - 1);
const maybeOwner = fc.option(owner, { nil: undefined, freq: 3 });
const n = fc.nat(2);
/** Above 39 it means the one whose reaction it is, if it is anybody's. */
const pick = some([2, fc.nat(20)], [1, fc.constant(40)]);

const tied = fc.letrec<{ step: Step; reaction: Reaction }>((tie) => {
  const reaction = tie('reaction');
  const maybe = fc.option(reaction, { nil: undefined, freq: 1 });
  const rarely = some([6, fc.constant(undefined)], [1, reaction]);
  return {
    reaction: plain({
      steps: fc.oneof(
        { maxDepth: 3, depthSize: 'small', depthIdentifier: 'steps' },
        { weight: 1, arbitrary: fc.constant([]) },
        { weight: 2, arbitrary: fc.array(tie('step'), { maxLength: 3, depthIdentifier: 'steps' }) },
      ),
      fails: some([3, fc.constant(false)], [1, fc.constant(true)]),
    }),
    step: some(
      [
        8,
        plain({
          do: named('register'),
          key,
          owner: maybeOwner,
          n,
          ttl: some([2, fc.constant(undefined)], [1, fc.integer({ min: 1, max: 10 })]),
          sliding: fc.boolean(),
          read: rarely,
        }),
      ],
      [
        6,
        plain({
          do: named('subscribe'),
          key,
          pattern: some([2, fc.constant(undefined)], [1, fc.nat(PATTERNS.length - 1)]),
          owner: maybeOwner,
          options: plain({
            once: some([3, fc.constant(false)], [1, fc.constant(true)]),
            signal: some([3, fc.constant(undefined)], [1, fc.nat(SIGNALS - 1)]),
            filter: some([3, fc.constant(undefined)], [1, plain({ says: fc.boolean(), reaction })]),
          }),
          reaction,
        }),
      ],
      [3, plain({ do: named('unregister'), key, owner })],
      [1, plain({ do: named('unregisterMatch'), key, owner, n })],
      [2, plain({ do: named('updateValue'), key, owner, n, reaction })],
      [3, plain({ do: named('update'), pick, n, reaction })],
      [4, plain({ do: fc.constantFrom('end' as const, 'touch' as const), pick })],
      [1, plain({ do: named('touchKey'), key, owner })],
      [2, plain({ do: named('look'), key, owner })],
      [2, plain({ do: named('terminate'), owner })],
      [
        2,
        plain({
          do: named('onTerminate'),
          owner,
          pick: fc.option(pick, { nil: undefined }),
          reaction,
        }),
      ],
      [1, plain({ do: named('abort'), signal: fc.nat(SIGNALS - 1) })],
      [
        6,
        plain({
          do: named('publish'),
          key,
          how: fc.constantFrom('emit' as const, 'dispatch' as const, 'topic' as const),
          exclude: some([4, fc.constant(undefined)], [1, owner]),
        }),
      ],
      [
        2,
        plain({ do: named('observe'), key: fc.option(key, { nil: undefined, freq: 1 }), reaction }),
      ],
      [2, plain({ do: named('presence'), key, by: maybe, reaction })],
      [1, plain({ do: named('leave'), pick })],
      [
        2,
        plain({
          do: named('walk'),
          what: fc.constantFrom(...(['entries', 'selectEach', 'dispatchEntries', 'pick'] as const)),
          key,
          reaction,
        }),
      ],
      [3, plain({ do: named('advance'), time: fc.nat(8) })],
    ),
  };
});

export const step: fc.Arbitrary<Step> = tied.step;
export const closing: fc.Arbitrary<Step> = fc.constant({ do: 'close' });
