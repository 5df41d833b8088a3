import {
  _,
  decodeTerm,
  encodeTerm,
  Owner,
  pattern,
  Registry,
  WorkerSupervisor,
  type Key,
  type MatchSpec,
} from 'nestjs-registry';
import { Gate } from '../../support/supervise.js';
import type { Fault } from '../fault.js';
import { CAUSES, PLAIN, type Site } from '../site.js';
import type { World } from '../world.js';

const CALLER = ['goes to the caller'] as const;

class Worker {
  ask(): string {
    return 'answer';
  }
}

/** An object whose field runs code of its maker when it is read. */
function reading(fault: Fault, name: string): object {
  return Object.defineProperty({}, name, { get: fault.call, enumerable: true });
}

/** Refused by every operation, each of which is tried with something else. */
function refused<T>(
  name: string,
  makes: readonly ((fault: Fault) => T)[],
  operations: (world: World) => readonly ((given: T) => unknown)[],
): Site {
  return {
    name,
    thrown: CALLER,
    kinds: CAUSES,
    async run(fault, world) {
      for (const operation of operations(world)) {
        for (const make of makes) {
          const before = world.told.length;
          await world.attempt(() => operation(make(fault)));
          expect(world.told.slice(before).map(([place]) => place)).toEqual(['caller']);
        }
      }
    },
  };
}

const KEYS: readonly ((fault: Fault) => Key)[] = [
  (fault) => reading(fault, 'name'),
  (fault) => ['room', [reading(fault, 'name')]],
  (fault) => new Proxy({}, { getPrototypeOf: fault.call }),
  (fault) => new Proxy([1, 2], { get: fault.call }),
  (fault) => ['room', new Proxy({ a: 1 }, { ownKeys: fault.call })],
];

const VALUES: readonly ((fault: Fault) => object)[] = [
  (fault) => reading(fault, 'indexed'),
  (fault) => new Proxy({ indexed: 1 }, { get: fault.call, getOwnPropertyDescriptor: fault.call }),
];

const SPECS: readonly ((fault: Fault) => unknown)[] = [
  (fault) => [reading(fault, 'head')],
  (fault) => [{ head: [reading(fault, 'key'), reading(fault, 'key'), 1], body: [1] }],
  (fault) => [{ head: new Proxy([1, 2, 3], { get: fault.call }), body: [1] }],
];

export const VALUE_SITES: readonly Site[] = [
  refused('a key that is read', KEYS, ({ events, names }) => {
    const owner = new Owner();
    const workers = new WorkerSupervisor(Worker, {
      registry: names,
      key: (key) => key as Key,
      create: () => new Worker(),
    });
    return [
      (key) => events.register(key, 1),
      (key) => names.tryRegister(key, 1),
      (key) => events.unregister(owner, key),
      (key) => events.lookup(key),
      (key) => names.get(key),
      (key) => names.whereis(key),
      (key) => names.updateValue(owner, key, () => 1),
      (key) => names.touch(owner, key),
      (key) => events.match(key, 1),
      (key) => events.pick(key, () => undefined),
      (key) => events.subscribe(key, () => undefined),
      (key) => events.emit(key, 1),
      (key) => events.dispatch(key, 1),
      (key) => events.dispatchEntries(key, () => undefined),
      (key) => events.topic(key),
      (key) => events.messages(key),
      (key) => events.presence(key),
      (key) => events.changes({ key }),
      (key) => events.whenRegistered(key),
      (key) => events.lock(key, () => undefined),
      (key) => events.meta.set(key, 1),
      (key) => workers.start(key),
      (key) => workers.getOrStart(key),
      (key) => workers.via(key),
      (key) => workers.stop(key),
    ];
  }),
  refused('an option that is read', [(fault) => reading(fault, 'name')], (world) => {
    const { events } = world;
    const ref = world.supervise(Worker).via('a');
    return [
      (options) => new Registry(options as never),
      (options) => events.register('a', 1, options),
      (options) => events.subscribe('a', () => undefined, options),
      (options) => events.dispatch('a', 1, options),
      (options) => events.dispatch('a', 1).settled(options),
      (options) => events.whenIdle(options),
      (options) => events.drain(options),
      (options) => events.presence('a', options),
      (options) => events.changes(options),
      (options) => events.whenRegistered('a', options),
      (options) => events.lock('a', () => undefined, options),
      (options) => events.select([], options),
      (options) => new WorkerSupervisor(Worker, options as never),
      (options) => ref.with(options),
      (options) => Owner.from(new EventTarget(), options),
      (options) => pattern('a:*', options),
      (options) => decodeTerm('1', options),
    ];
  }),
  refused('a match spec that is read', SPECS, ({ events }) => [
    (spec) => events.select(spec as MatchSpec),
    (spec) => events.countSelect(spec as MatchSpec),
    (spec) => events.explain(spec as MatchSpec),
  ]),
  refused(
    'a pattern that is read',
    [(fault) => reading(fault, 'a'), (fault) => new Proxy({ a: 1 }, { ownKeys: fault.call })],
    ({ events }) => [
      (given) => events.match('a', given),
      (given) => events.countMatch('a', given),
      (given) => events.pick('a', () => undefined, given),
      (given) => events.unregisterMatch(new Owner(), 'a', given),
      (given) => pattern(given),
    ],
  ),
  refused('a term that is encoded', [...KEYS, ...VALUES], () => [(term) => encodeTerm(term)]),
  {
    name: 'a value that is matched',
    thrown: ['is not told'],
    kinds: PLAIN,
    run(fault, world) {
      const { events } = world;
      const owner = new Owner();
      for (const make of VALUES) events.register('a', make(fault), { owner });
      events.register('a', { indexed: 1 }, { owner });
      const spec = [{ head: ['a', owner, { indexed: 1 }] as const, body: [true] }];
      expect(events.match('a', { indexed: 1 })).toHaveLength(1);
      expect(events.countMatch('a', { indexed: 1 })).toBe(1);
      expect(events.select(spec)).toEqual([true]);
      expect(events.countSelect(spec)).toBe(1);
      expect(events.pick('a', ([only]) => only, { indexed: 1 })?.value).toEqual({ indexed: 1 });
      expect(events.unregisterMatch(owner, 'a', { indexed: 1 })).toBe(1);
    },
  },
  {
    name: 'a value that is indexed',
    thrown: ['is not told'],
    kinds: PLAIN,
    run(fault, { names }) {
      VALUES.forEach((make, place) => names.register(place, make(fault)));
      const registration = names.register('fine', { indexed: 1 });
      registration.update(() => VALUES[0]!(fault));
      registration.update(() => ({ indexed: 2 }));
      expect(names.select([{ head: ['fine', _, { indexed: 2 }], body: [true] }])).toEqual([true]);
    },
  },
  {
    name: 'SubscribeOptions.signal: AbortSignal',
    thrown: CALLER,
    async run(fault, world) {
      const { signal } = new AbortController();
      Object.assign(signal, { addEventListener: fault.call });
      await world.attempt(() => world.events.subscribe('a', () => undefined, { signal }));
      expect(world.events.size).toBe(0);
    },
  },
  {
    name: 'WaitOptions.signal: AbortSignal',
    thrown: CALLER,
    async run(fault, world) {
      const { events, names } = world;
      const { signal } = new AbortController();
      Object.assign(signal, { addEventListener: fault.call });
      const held = new Gate();
      events.subscribe('topic', () => held.opened);
      const dispatch = events.dispatch('topic', 1);
      const holding = names.lock('l', () => held.opened);
      const ref = await world.supervise(Slow, { create: () => new Slow(held.opened) }).start();
      const waits = [
        () => names.whenRegistered('a', { signal }),
        () => names.lock('l', () => undefined, { signal }),
        () => events.whenIdle({ signal }),
        () => dispatch.settled({ signal }),
        () => ref.with({ signal }).call.ask(),
      ];
      for (const wait of waits) await world.attempt(wait);
      expect(world.told.map(([place]) => place)).toEqual(waits.map(() => 'caller'));
      held.open();
      await holding;
      expect(await names.lock('l', () => 'free')).toBe('free');
      expect(await ref.call.ask()).toBe('answer');
    },
  },
  {
    name: 'the text of an owner',
    thrown: CALLER,
    async run(fault, world) {
      class Silent extends Owner {}
      Object.assign(Silent.prototype, { toString: fault.call });
      world.names.register('a', 1, { owner: new Silent() });
      await world.attempt(() => world.names.register('a', 2));
      expect(world.names.tryRegister('a', 2).ok).toBe(false);
    },
  },
  {
    name: 'the body of a loop over entries',
    thrown: CALLER,
    async run(fault, world) {
      const { events } = world;
      for (let i = 0; i < 5; i++) events.register(['many', i], i);
      const loops = [
        () => events.entries(),
        () => events,
        () => events.selectEach([{ head: [_, _, _], body: [true] }]),
      ];
      for (const loop of loops) {
        await world.attempt(() => {
          for (const each of loop()) fault.call.call(each);
        });
      }
      expect([...events]).toHaveLength(5);
    },
  },
];

class Slow {
  readonly #held: Promise<void>;

  constructor(held: Promise<void> = Promise.resolve()) {
    this.#held = held;
  }

  async ask(): Promise<string> {
    await this.#held;
    return 'answer';
  }
}
