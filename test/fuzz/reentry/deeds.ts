import fc from 'fast-check';
import { plain, some } from '../arbitraries/plain.js';
import { NOTHING, reactions } from '../arbitraries/reactions.js';
import type { Reaction as ReactionOf } from '../harness/reacting.js';

/** Of handlers: at once, later, in parts, or badly. Others answer only with or without an error. */
export const ANSWERS = [
  ...(['value', 'value', 'throws', 'promise', 'rejects', 'held', 'held', 'observable'] as const),
  ...(['subject', 'observable that errors', 'observable that throws', 'thenable'] as const),
  ...(['throws a promise', 'promise of an observable', 'then that throws', 'itself'] as const),
] as const;
export type Reaction = ReactionOf<Deed, (typeof ANSWERS)[number]>;

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

const tied = reactions<Deed, (typeof ANSWERS)[number]>(ANSWERS, 3, (reaction) =>
  plain({
    kind: some(
      [200, fc.constantFrom<Kind>(...KINDS)],
      [1, fc.constantFrom<Kind>('close', 'drain')],
    ),
    a: some([2, fc.nat(2)], [1, fc.nat(40)]),
    b: fc.nat(5),
    c: fc.nat(5),
    reaction,
  }),
);

export const cases = plain({
  keys: fc.constantFrom('unique' as const, 'duplicate' as const, 'duplicate' as const),
  partitions: fc.constantFrom(1, 3),
  index: fc.constantFrom([], ['n']),
  sink: some([1, fc.constant(NOTHING)], [1, tied.reaction]),
  deeds: fc.array(tied.deed, { maxLength: 30, size: 'max' }),
});
export type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;
