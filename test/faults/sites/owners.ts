import { EventEmitter } from 'node:events';
import { Owner } from 'nestjs-registry';
import { PLAIN, type Site } from '../site.js';

export const OWNER_SITES: readonly Site[] = [
  {
    name: 'Owner.onTerminate(callback)',
    kinds: PLAIN,
    thrown: ['goes to the caller'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const owner = new Owner();
      world.names.register('a', 1, { owner });
      world.events.register('a', 1, { owner });
      owner.onTerminate(world.bystander());
      owner.onTerminate(fault.call);
      owner.onTerminate(world.bystander());
      owner.signal.addEventListener('abort', world.bystander());
      return world.attempt(() => owner.terminate());
    },
  },
  {
    name: 'Owner.signal listener',
    thrown: ['is Node’s to report'],
    rejected: ['is Node’s to report'],
    run(fault, world) {
      const owner = new Owner();
      world.names.register('a', 1, { owner });
      owner.signal.addEventListener('abort', world.bystander());
      owner.signal.addEventListener('abort', fault.call);
      owner.signal.addEventListener('abort', world.bystander());
      owner.onTerminate(world.bystander());
      return world.attempt(() => owner.terminate());
    },
  },
  {
    name: 'Owner.from(options).onError',
    thrown: ['goes to the console'],
    rejected: ['goes to the console'],
    run(fault, world) {
      const source = new EventEmitter();
      const owner = Owner.from(source, { onError: fault.call });
      world.names.register('a', 1, { owner });
      owner.onTerminate(() => {
        throw new Error('a callback');
      });
      owner.onTerminate(world.bystander());
      source.once('close', world.bystander());
      return world.attempt(() => source.emit('close'));
    },
  },
  ...['once', 'off'].map((method): Site => ({
    name: `Owner.from(source).${method}`,
    kinds: PLAIN,
    thrown: ['goes to the caller'],
    run(fault, world) {
      const source = Object.assign(new EventEmitter(), { [method]: fault.call });
      return world.attempt(() => {
        const owner = Owner.from(source);
        world.names.register('a', 1, { owner });
        owner.onTerminate(world.bystander());
        owner.terminate();
      });
    },
  })),
  {
    name: 'Owner.from(source): EventTarget',
    kinds: PLAIN,
    thrown: ['goes to the caller'],
    run(fault, world) {
      const source = Object.assign(new EventTarget(), { removeEventListener: fault.call });
      const owner = Owner.from(source);
      world.names.register('a', 1, { owner });
      owner.onTerminate(world.bystander());
      return world.attempt(() => owner.terminate());
    },
  },
  {
    name: 'Owner.from(source): AbortSignal',
    thrown: ['goes to the caller'],
    run(fault, world) {
      const { signal } = new AbortController();
      const source = Object.assign(signal, { addEventListener: fault.call });
      return world.attempt(() => Owner.from(source));
    },
  },
];
