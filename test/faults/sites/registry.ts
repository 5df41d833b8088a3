import {
  consistentHash,
  decodeTerm,
  encodeTerm,
  leastLoaded,
  Owner,
  random,
  roundRobin,
  type PickStrategy,
} from 'nestjs-registry';
import { ManualClock } from '../../support/manual-clock.js';
import type { Fault } from '../fault.js';
import type { Site } from '../site.js';
import type { World } from '../world.js';

/** Two registrations under one key, of an owner that lives. */
function candidates({ events }: World): void {
  for (const value of [1, 2]) events.register('candidates', value);
}

function picking(name: string, strategy: (fault: Fault) => PickStrategy): Site {
  return {
    name,
    thrown: ['goes to the caller'],
    run(fault, world) {
      candidates(world);
      return world.attempt(() => world.events.pick('candidates', strategy(fault)));
    },
  };
}

/** An observer that throws, between two that do not. */
function among(
  fault: Fault,
  world: World,
  observe: (world: World, next: () => void) => unknown,
): void {
  for (const next of [world.bystander(), fault.call, world.bystander()]) observe(world, next);
}

export const REGISTRY_SITES: readonly Site[] = [
  {
    name: 'Registration.update(change)',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const registration = world.events.register('a', 1);
      return world
        .attempt(() => registration.update(fault.call))
        .then(() => expect(registration.entry.value).toBe(1));
    },
  },
  {
    name: 'Registry.updateValue(change)',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const { entry } = world.names.register('a', 1);
      return world
        .attempt(() => world.names.updateValue(entry.owner, 'a', fault.call))
        .then(() => expect(world.names.get('a')?.value).toBe(1));
    },
  },
  {
    name: 'Registry.dispatchEntries(callback)',
    thrown: ['goes to the caller'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      candidates(world);
      return world.attempt(() => {
        world.events.dispatchEntries('candidates', fault.call);
      });
    },
  },
  {
    name: 'Registry.lock(task)',
    thrown: ['goes to the caller'],
    rejected: ['goes to the caller'],
    async run(fault, world) {
      const failing = world.attempt(() => world.names.lock('l', fault.call));
      await Promise.all([failing, world.names.lock('l', world.bystander())]);
    },
  },
  {
    name: 'Registry.changes(filter)',
    thrown: ['ends its observer'],
    run(fault, world) {
      world.events.changes().subscribe(world.bystander());
      world.observe(world.events.changes(fault.call));
      world.events.changes().subscribe(world.bystander());
      world.events.register('a', 1);
    },
  },
  {
    name: 'Registry.changes() observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      among(fault, world, ({ events }, next) => events.changes().subscribe(next));
      world.events.register('a', 1);
    },
  },
  {
    name: 'Registry.presence() observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      among(fault, world, ({ events }, next) => events.presence('a').subscribe(next));
      world.events.register('a', 1);
    },
  },
  {
    name: 'PresenceOptions.by',
    thrown: ['ends its observer'],
    run(fault, world) {
      world.events.presence('a').subscribe(world.bystander());
      world.observe(world.events.presence('a', { by: fault.call }));
      world.events.presence('a').subscribe(world.bystander());
      world.events.register('a', 1);
    },
  },
  picking('Registry.pick(strategy)', (fault) => fault.call),
  picking('leastLoaded(load)', (fault) => leastLoaded(fault.call)),
  picking('leastLoaded(options).random', (fault) => leastLoaded(() => 1, { random: fault.call })),
  picking('random(source)', (fault) => random(fault.call)),
  picking('consistentHash(options).by', (fault) => consistentHash('a', { by: fault.call })),
  {
    name: 'roundRobin()(identityOf)',
    thrown: ['goes to the caller'],
    run(fault, world) {
      candidates(world);
      const entries = world.events.lookup('candidates');
      return world.attempt(() => roundRobin()(entries, 'candidates', fault.call));
    },
  },
  {
    name: 'DecodeOptions.owner',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const text = encodeTerm([new Owner()]);
      return world.attempt(() => decodeTerm(text, { owner: fault.call }));
    },
  },
  {
    name: 'Clock.now',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const clock = { now: fault.call, setTimer: () => () => undefined };
      const registry = world.registry({ keys: 'unique', clock });
      return world.attempt(() => registry.register('a', 1, { ttl: 10 }));
    },
  },
  {
    name: 'Clock.setTimer',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const clock = { now: () => 0, setTimer: fault.call };
      const registry = world.registry({ keys: 'unique', clock });
      return world.attempt(() => registry.register('a', 1, { ttl: 10 }));
    },
  },
  {
    name: 'Clock.setTimer()',
    thrown: ['goes to the console'],
    async run(fault, world) {
      const clock = { now: () => 0, setTimer: () => fault.call };
      const registry = world.registry({ keys: 'unique', clock });
      const waiting = registry.whenRegistered('a', { timeout: 10 });
      const registration = registry.register('a', 1, { ttl: 10 });
      await waiting;
      registration.unregister();
    },
  },
  {
    name: 'ManualClock.setTimer(run)',
    thrown: ['goes to the caller'],
    async run(fault, world) {
      const clock = new ManualClock();
      clock.setTimer(fault.call, 10);
      clock.setTimer(world.bystander(), 10);
      await world.attempt(() => {
        clock.advance(10);
      });
      clock.advance(0);
    },
  },
];
