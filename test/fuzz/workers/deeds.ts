import fc from 'fast-check';
import { plain, some } from '../arbitraries/plain.js';
import { NOTHING, reactions } from '../arbitraries/reactions.js';
import type { Reaction as ReactionOf } from '../harness/reacting.js';

/** How a method, a hook, a factory or a callback answers, after what it has done. */
export const ANSWERS = [
  ...([
    'value',
    'value',
    'throws',
    'promise',
    'rejects',
    'held',
    'awaits',
    'throws later',
  ] as const),
  ...(['observable', 'thenable', 'nothing that is an object'] as const),
] as const;

const KINDS = [
  ...(['start', 'start', 'getOrStart', 'getOrStart', 'stop', 'stop all but one'] as const),
  ...([
    'call',
    'call',
    'cast',
    'cast',
    'call by name',
    'cast by name',
    'call with limits',
  ] as const),
  ...(['terminate', 'terminate with an error', 'publish', 'publish', 'dispatch'] as const),
  ...([
    'register a name',
    'unregister a name',
    'settle',
    'settle',
    'advance',
    'advance far',
  ] as const),
  ...(['observe events', 'observe changes', 'leave', 'lookups', 'onTerminate', 'abort'] as const),
] as const;
export type Kind = (typeof KINDS)[number] | 'close';

export type Reaction = ReactionOf<Deed, (typeof ANSWERS)[number]>;

export interface Deed {
  readonly kind: Kind;
  /** Whose name it is about. */
  readonly name: number;
  readonly n: number;
  readonly reaction: Reaction;
}

/** What the workers and what is around them do, each time that they are called by the supervisor. */
export interface Manners {
  readonly onStart: Reaction;
  readonly onStop: Reaction;
  readonly create: Reaction;
  readonly key: Reaction;
  readonly topic: Reaction;
  readonly crashOn: Reaction;
  readonly sink: Reaction;
}

const tied = reactions<Deed, (typeof ANSWERS)[number]>(ANSWERS, 2, (reaction) =>
  plain({
    kind: some([100, fc.constantFrom<Kind>(...KINDS)], [1, fc.constant<Kind>('close')]),
    name: fc.nat(2),
    n: fc.nat(9),
    reaction,
  }),
);

/** Most of them behave. */
const manners = some([3, fc.constant(NOTHING)], [1, tied.reaction]);

export const cases = plain({
  manners: plain({
    onStart: manners,
    onStop: manners,
    create: manners,
    key: manners,
    topic: manners,
    crashOn: manners,
    sink: manners,
  }),
  options: plain({
    restart: fc.constantFrom('permanent' as const, 'transient' as const, 'temporary' as const),
    maxRestarts: fc.constantFrom(0, 1, 3),
    idleTimeout: fc.constantFrom(Infinity, 50),
    mailboxLimit: fc.constantFrom(Infinity, 2),
    maxChildren: fc.constantFrom(Infinity, 2),
    callTimeout: fc.constantFrom(100, Infinity),
    shutdownTimeout: fc.constantFrom(20, 0, 5_000),
  }),
  hooks: fc.boolean(),
  deeds: fc.array(tied.deed, { maxLength: 25, size: 'max' }),
});
export type Case = typeof cases extends fc.Arbitrary<infer C> ? C : never;
