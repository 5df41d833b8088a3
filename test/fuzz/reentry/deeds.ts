import fc from 'fast-check';
import { plain, some } from '../arbitraries/plain.js';

/** What somebody does who is called back, and how they answer. */
export interface Reaction {
  readonly deeds: readonly Deed[];
  readonly answer: (typeof ANSWERS)[number];
}

/** Of handlers: at once, later, in parts, or badly. Others answer only with or without an error. */
export const ANSWERS = [
  ...(['value', 'value', 'throws', 'promise', 'rejects', 'held', 'held', 'observable'] as const),
  ...(['subject', 'observable that errors', 'observable that throws', 'thenable'] as const),
  ...(['throws a promise', 'promise of an observable', 'then that throws', 'itself'] as const),
] as const;

const KINDS = [
  ...([
    'register',
    'register',
    'register with getters',
    'unregister',
    'unregister with getters',
  ] as const),
  ...(['unregisterMatch', 'update', 'updateValue', 'end', 'end', 'terminate', 'touch'] as const),
  ...([
    'onTerminate',
    'onTerminate of an entry',
    'owner from a signal',
    'owner from an emitter',
  ] as const),
  ...(['abort', 'listen to an abort', 'listen to the end of an owner', 'emit an end'] as const),
  ...([
    'subscribe',
    'subscribe',
    'subscribe slowly',
    'subscribe to a pattern',
    'messages',
  ] as const),
  ...([
    'emit',
    'emit',
    'dispatch',
    'dispatch',
    'dispatch with options',
    'emit with getters',
  ] as const),
  ...(['observe', 'observe a filter', 'presence', 'errors', 'leave', 'settle a handler'] as const),
  ...(['select', 'walk', 'entries', 'dispatchEntries', 'pick', 'lookups', 'explain'] as const),
  ...(['lock', 'whenRegistered', 'whenIdle', 'meta', 'record', 'advance', 'error sink'] as const),
] as const;
export type Kind = (typeof KINDS)[number] | 'close' | 'drain';

export interface Deed {
  readonly kind: Kind;
  readonly a: number;
  readonly b: number;
  readonly c: number;
  /** Whoever it makes be called back. */
  readonly reaction: Reaction;
}

const NOTHING: Reaction = { deeds: [], answer: 'value' };

const tied = fc.letrec<{ deed: Deed; reaction: Reaction }>((tie) => ({
  reaction: some(
    [2, fc.constant(NOTHING)],
    [
      3,
      plain({
        deeds: fc.oneof(
          { maxDepth: 3, depthSize: 'small', depthIdentifier: 'deeds' },
          { weight: 1, arbitrary: fc.constant([]) },
          {
            weight: 3,
            arbitrary: fc.array(tie('deed'), { maxLength: 3, depthIdentifier: 'deeds' }),
          },
        ),
        answer: fc.constantFrom(...ANSWERS),
      }),
    ],
  ),
  deed: plain({
    kind: some(
      [200, fc.constantFrom<Kind>(...KINDS)],
      [1, fc.constantFrom<Kind>('close', 'drain')],
    ),
    a: some([2, fc.nat(2)], [1, fc.nat(40)]),
    b: fc.nat(5),
    c: fc.nat(5),
    reaction: tie('reaction'),
  }),
}));

export const cases = plain({
  keys: fc.constantFrom('unique' as const, 'duplicate' as const, 'duplicate' as const),
  partitions: fc.constantFrom(1, 3),
  index: fc.constantFrom([], ['n']),
  sink: some([1, fc.constant(NOTHING)], [1, tied.reaction]),
  deeds: fc.array(tied.deed, { maxLength: 30, size: 'max' }),
});
export type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;
