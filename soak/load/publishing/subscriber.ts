import type { Owner } from 'nestjs-registry';
import type { Random } from '../../random.js';
import type { Message, Publication } from './publication.js';
import type { Place } from './topics.js';

/** What a handler does, and with it everything that may become of its deliveries. */
export const BEHAVIOURS = {
  value: ['delivered'],
  promise: ['delivered', 'dropped'],
  throws: ['failed'],
  rejects: ['failed', 'dropped'],
  hangs: ['delivered', 'dropped'],
  finite: ['delivered', 'dropped'],
  errors: ['failed', 'dropped'],
  endless: ['dropped'],
  ticking: ['dropped'],
} as const;
export type Behaviour = keyof typeof BEHAVIOURS;

/** How many messages at a time, and what becomes of those that do not fit. */
export interface Limits {
  readonly concurrency: number;
  readonly buffer: number;
  readonly overflow: 'error' | 'drop-newest' | 'drop-oldest' | 'latest';
}

/** What the model knows of one who subscribed. */
export class Subscriber {
  active = true;
  owner: Owner | undefined;
  /** Messages that it was given, may not have begun, and may never begin. */
  readonly admitted = new Set<Message>();
  /** Messages for which there was no room. */
  readonly refused = new Set<Message>();
  running = 0;
  /** The last message of each topic that it began. */
  readonly lastBegun = new Map<number, number>();
  /** Ends the subscription; tells whether it had not ended, where the registry says so. */
  end: () => boolean | undefined = () => undefined;
  /** It is not subscribed any more. */
  left: () => void = () => undefined;
  /** Its place in the list of all. */
  place = -1;

  constructor(
    readonly at: Place,
    readonly behaviour: Behaviour,
    /** Takes only every so many-th message; a filter that throws takes none. */
    readonly filter: number | 'throws' | undefined,
    readonly once: boolean,
    readonly limits: Limits | undefined,
    /** Whether it changes who is subscribed while it is called. */
    readonly meddles: boolean,
    /** Whether it observes an observable of messages. */
    readonly isObserver: boolean,
  ) {}

  /** Whether its filter lets a message through. */
  wants({ n }: Publication['message']): boolean {
    return typeof this.filter !== 'number' || n % this.filter === 0;
  }

  /** Messages that should not have to wait any longer. It cannot be known of one who drops some. */
  get neglected(): Message[] {
    const { limits, running, admitted } = this;
    if (limits?.overflow !== 'error' || running >= limits.concurrency) return [];
    return [...admitted].filter(({ timed }) => !timed);
  }

  /** Whether its handler is called as soon as its turn has come. */
  get isCalledAtOnce(): boolean {
    return this.limits === undefined && this.filter !== 'throws';
  }
}

const KINDS: readonly (readonly [number, Behaviour])[] = [
  [30, 'value'],
  [20, 'promise'],
  [4, 'throws'],
  [4, 'rejects'],
  [2, 'hangs'],
  [5, 'finite'],
  [3, 'errors'],
  [2, 'endless'],
  [2, 'ticking'],
];

const OVERFLOWS = ['error', 'drop-newest', 'drop-oldest', 'latest'] as const;

/** One of any kind. */
export function aSubscriber(at: Place, random: Random): Subscriber {
  const meddles = random.chance(0.05);
  if (random.chance(0.05))
    return new Subscriber(at, 'value', undefined, false, undefined, meddles, true);
  const behaviour = random.weighted(KINDS);
  const filter = random.chance(0.1) ? random.pick([2, 3, 'throws'] as const) : undefined;
  const limits = random.chance(0.1) ? someLimits(random) : undefined;
  return new Subscriber(at, behaviour, filter, random.chance(0.1), limits, meddles, false);
}

function someLimits(random: Random): Limits {
  const overflow = random.pick(OVERFLOWS);
  const buffer = overflow === 'latest' ? 1 : random.between(1, 8);
  return { concurrency: random.between(1, 2), buffer, overflow };
}
