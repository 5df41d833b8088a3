import assert from 'node:assert/strict';
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import { finalize, from, map, Observable, of, throwError } from 'rxjs';
import type { Handler } from 'nestjs-registry';
import type { Fault } from '../fault.js';
import { PLAIN, type Site } from '../site.js';
import type { World } from '../world.js';

/** RxJS shows what a finalizer throws in the message of an error of its own, and throws another where it cannot. */
const SHOWABLE = ['an error'] as const;
const FAILURE = ['is a failed delivery'] as const;

/** A handler whose result is what fails. */
function returning(name: string, result: (fault: Fault) => unknown, kinds?: Site['kinds']): Site {
  return {
    name: `what a handler returns: ${name}`,
    thrown: FAILURE,
    ...(kinds === undefined ? {} : { kinds }),
    run(fault, world) {
      subscribeAmong(world, () => result(fault));
      return world.dispatch(world.events, 'topic');
    },
  };
}

/** A handler that fails, among others that must be called all the same. */
function subscribeAmong(world: World, fail: Handler): void {
  world.events.subscribe('topic', world.bystander());
  world.events.subscribe('topic', fail);
  world.events.subscribe('topic', world.bystander());
}

function getter(name: PropertyKey, get: () => unknown, object: object = {}): object {
  return Object.defineProperty(object, name, { get, enumerable: true });
}

/** A subscriber of a channel of `node:diagnostics_channel`, which makes of what it throws an uncaught exception. */
function listening(name: string, act: (world: World) => unknown): Site {
  return {
    name: `a subscriber of the channel ${name}`,
    thrown: ['is Node’s to report'],
    rejected: ['is Node’s to report'],
    async run(fault, world) {
      const listeners = [world.bystander(), fault.call, world.bystander()];
      for (const listener of listeners) subscribe(name, listener);
      try {
        await act(world);
      } finally {
        for (const listener of listeners) unsubscribe(name, listener);
      }
      assert.equal(channel(name).hasSubscribers, false);
    },
  };
}

class Worker {
  ask(): string {
    return 'answer';
  }
}

export const PUBLISHING_SITES: readonly Site[] = [
  {
    name: 'Registry.subscribe(handler)',
    thrown: FAILURE,
    rejected: FAILURE,
    run(fault, world) {
      subscribeAmong(world, fault.call);
      return world.dispatch(world.events, 'topic');
    },
  },
  {
    name: 'TopicHandle.subscribe(handler)',
    thrown: FAILURE,
    rejected: FAILURE,
    run(fault, world) {
      const topic = world.events.topic('topic');
      topic.subscribe(world.bystander());
      topic.subscribe(fault.call, { once: true });
      topic.subscribe(world.bystander());
      return world.dispatch(world.events, 'topic');
    },
  },
  {
    name: 'a handler that has waited for its turn',
    thrown: FAILURE,
    rejected: FAILURE,
    async run(fault, world) {
      const results = [() => Promise.resolve(), fault.call, () => Promise.resolve()];
      let turn = 0;
      world.events.subscribe('topic', () => results[turn++]?.(), { concurrency: 1 });
      await Promise.all(results.map(() => world.dispatch(world.events, 'topic')));
      expect(turn).toBe(3);
    },
  },
  {
    name: 'SubscribeOptions.filter',
    thrown: FAILURE,
    run(fault, world) {
      world.events.subscribe('topic', world.bystander());
      world.events.subscribe('topic', () => 'never', { filter: fault.call });
      world.events.subscribe('topic', world.bystander());
      return world.dispatch(world.events, 'topic');
    },
  },
  {
    name: 'RegistryOptions.onError',
    thrown: ['goes to the console'],
    rejected: ['goes to the console'],
    run(fault, world) {
      const registry = world.registry({ keys: 'duplicate', onError: fault.call });
      registry.subscribe('topic', () => {
        throw new Error('a handler');
      });
      registry.subscribe('topic', world.bystander());
      registry.errors.subscribe(world.bystander());
      expect(registry.emit('topic', 1)).toBe(2);
    },
  },
  {
    name: 'Registry.errors observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const { events } = world;
      for (const next of [world.bystander(), fault.call, world.bystander()])
        events.errors.subscribe(next);
      events.subscribe('topic', () => {
        throw new Error('a handler');
      });
      events.emit('topic', 1);
    },
  },
  ...['Registry.messages() observer', 'TopicHandle.messages() observer'].map((name): Site => ({
    name,
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const { events } = world;
      const messages = name.startsWith('Topic')
        ? events.topic('topic').messages()
        : events.messages('topic');
      for (const next of [world.bystander(), fault.call, world.bystander()])
        messages.subscribe(next);
      return world.dispatch(events, 'topic');
    },
  })),
  {
    name: 'Dispatch observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    async run(fault, world) {
      const { events } = world;
      events.subscribe('topic', () => Promise.resolve());
      const dispatch = events.dispatch('topic', 1);
      for (const next of [world.bystander(), fault.call, world.bystander()])
        dispatch.subscribe(next);
      await dispatch.settled();
    },
  },
  {
    name: 'an operator of an observer',
    thrown: ['ends its observer'],
    run(fault, world) {
      const { events } = world;
      events.changes().subscribe(world.bystander());
      world.observe(events.changes().pipe(map(fault.call)));
      events.changes().subscribe(world.bystander());
      events.register('a', 1);
    },
  },
  {
    name: 'a finalizer of an observer',
    kinds: SHOWABLE,
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const { events } = world;
      events.changes().subscribe({ complete: world.bystander() });
      events.changes().pipe(finalize(fault.call)).subscribe();
      events.changes().subscribe({ complete: world.bystander() });
      events.close();
    },
  },
  {
    name: 'the completion of an observer',
    thrown: ['is RxJS’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const { events } = world;
      for (const complete of [world.bystander(), fault.call, world.bystander()])
        events.changes().subscribe({ complete });
      events.close();
    },
  },
  returning('a then that is called', (fault) => ({ then: fault.call })),
  returning('a then that is read', (fault) => getter('then', fault.call)),
  returning('a lift that is read', (fault) => getter('lift', fault.call)),
  returning('an observable that is subscribed to', (fault) => new Observable(fault.call)),
  returning('an observable that errors', (fault) =>
    throwError(() => {
      fault.calls++;
      return fault.error;
    }),
  ),
  returning('an observable whose operator fails', (fault) => of(1).pipe(map(fault.call))),
  returning(
    'an observable whose finalizer fails',
    (fault) => from(Promise.resolve(1)).pipe(finalize(fault.call)),
    SHOWABLE,
  ),
  returning('a promise of an observable', (fault) => Promise.resolve(new Observable(fault.call))),
  {
    name: 'the name of a handler',
    thrown: ['is not told'],
    kinds: PLAIN,
    async run(fault, world) {
      const handler = (): number => 1;
      world.events.subscribe('topic', getter('name', fault.call, handler) as typeof handler);
      await world.dispatch(world.events, 'topic');
    },
  },
  listening('nestjs-registry:dispatch', (world) => {
    world.events.subscribe('topic', world.bystander());
    world.events.emit('topic', 1);
  }),
  listening('nestjs-registry:registration', ({ events }) => events.register('a', 1)),
  listening('nestjs-registry:failure', (world) => {
    world.events.subscribe('topic', () => {
      throw new Error('a handler');
    });
    world.events.subscribe('topic', world.bystander());
    world.events.emit('topic', 1);
  }),
  listening('nestjs-registry:call', async (world) => {
    const ref = await world.supervise(Worker).start('a');
    assert.equal(await ref.call.ask(), 'answer');
  }),
  listening('nestjs-registry:worker', async (world) => {
    const workers = world.supervise(Worker);
    await workers.start('a');
  }),
];
