import { EventEmitter } from 'node:events';
import { Owner, Registry, type Registration } from 'nestjs-registry';
import { isCollected, survivorsOf } from '../support/heap.js';

const registry = new Registry<{ value: unknown }>({ keys: 'duplicate', logErrors: false });
const kept: unknown[] = [];
// What others hold of the same keys must keep nothing of those who left.
for (let i = 0; i < 100; i++) registry.register('crowd', i);

it('the test itself can tell: what is still registered is not collected', async () => {
  const held = await isCollected(() => {
    const owner = new Owner();
    registry.register('held', 1, { owner });
    return owner;
  });
  expect(held).toBe(false);
});

const TERMINATED: [string, () => Owner][] = [
  [
    'that held entries',
    () => {
      const owner = new Owner();
      for (let i = 0; i < 100; i++) registry.register(['k', i], i, { owner });
      registry.register('crowd', 1, { owner });
      return owner;
    },
  ],
  [
    'that was asked for by name among many',
    () => {
      const owner = new Owner();
      // Who holds much is looked for in an index of the crowd's owners.
      for (let i = 0; i < 100; i++) registry.register(i, i, { owner });
      registry.register('crowd', 1, { owner });
      registry.values(owner, 'crowd');
      return owner;
    },
  ],
  [
    'whose signal is kept',
    () => {
      const owner = new Owner();
      kept.push(owner.signal);
      return owner;
    },
  ],
  [
    'whose callbacks are kept',
    () => {
      const owner = new Owner();
      kept.push(owner.onTerminate(() => undefined));
      return owner;
    },
  ],
  [
    'that was bound to a signal which lives on',
    () => {
      const controller = new AbortController();
      kept.push(controller);
      return Owner.from(controller.signal);
    },
  ],
  [
    'that was bound to an emitter which lives on',
    () => {
      const emitter = new EventEmitter();
      kept.push(emitter);
      return Owner.from(emitter);
    },
  ],
  [
    'whose handler was called',
    () => {
      const owner = new Owner();
      registry.subscribe('crowd', () => 1, { owner });
      registry.emit('crowd', 1);
      return owner;
    },
  ],
  [
    'that held entries in a closed registry',
    () => {
      const closing = new Registry({ keys: 'unique' });
      kept.push(closing);
      const owner = new Owner();
      closing.register('a', 1, { owner });
      closing.close();
      return owner;
    },
  ],
];

it.each(TERMINATED)('a terminated owner %s is collected', async (_, make) => {
  const collected = await isCollected(() => {
    const owner = make();
    owner.terminate();
    return owner;
  });
  expect(collected).toBe(true);
});

it('an owner that unregistered everything is collected without being terminated', async () => {
  const collected = await isCollected(() => {
    const owner = new Owner();
    registry.register('crowd', 1, { owner });
    registry.unregister(owner, 'crowd');
    return owner;
  });
  expect(collected).toBe(true);
});

it('the first of a few under a key is collected when it has left', async () => {
  const collected = await isCollected(() => {
    const value = {};
    const first = registry.register('few', value);
    kept.push(registry.register('few', 1));
    first.unregister();
    return value;
  });
  expect(collected).toBe(true);
});

it('a terminated owner that is kept keeps no callback', async () => {
  const owner = new Owner();
  const collected = await isCollected(() => {
    const callback = () => undefined;
    owner.onTerminate(callback);
    owner.terminate();
    return callback;
  });
  expect(collected).toBe(true);
  expect(owner.alive).toBe(false);
});

it('an owner keeps no registry in which it has nothing more', async () => {
  const owner = new Owner();
  owner.onTerminate(() => undefined);
  registry.register('crowd', 1, { owner });
  const collected = await isCollected(() => {
    const left = new Registry({ keys: 'unique' });
    left.register('a', 1, { owner });
    left.unregister(owner, 'a');
    return left;
  });
  expect(collected).toBe(true);
  expect(owner.alive).toBe(true);
});

it('a registration that has ended keeps no other registry in which its owner had something', async () => {
  const owner = new Owner();
  let ended: Registration | undefined;
  const collected = await isCollected(() => {
    const other = new Registry({ keys: 'unique' });
    const before = other.register('a', 1, { owner });
    ended = registry.register('ended', 1, { owner });
    ended.unregister();
    before.unregister();
    return other;
  });
  expect(collected).toBe(true);
  expect(ended?.active).toBe(false);
});

it('a handler is collected after its subscription', async () => {
  const collected = await isCollected(() => {
    const handler = () => undefined;
    const registration = registry.subscribe('crowd', handler);
    registry.emit('crowd', 1);
    registration.unsubscribe();
    return handler;
  });
  expect(collected).toBe(true);
});

it('a value is collected after an update replaced it', async () => {
  const registration = registry.register('value', undefined);
  const collected = await isCollected(() => {
    const value = {};
    registration.update(() => value);
    registration.update(() => 'new');
    return value;
  });
  expect(collected).toBe(true);
});

it('a registration that is kept keeps its former neighbours from nothing', async () => {
  const owner = new Owner();
  let middle: Registration | undefined;
  const neighbours = (): WeakRef<object>[] => {
    const [before, own, after] = [0, 1, 2].map(() => registry.register('row', {}, { owner }));
    middle = own;
    const refs = [before!, after!].map(({ entry }) => new WeakRef(entry.value as object));
    own!.unregister();
    before!.unregister();
    after!.unregister();
    return refs;
  };
  const refs = neighbours();
  expect(await survivorsOf(refs)).toEqual([]);
  expect(middle?.active).toBe(false);
});

it('a message is collected after it was delivered', async () => {
  registry.subscribe('messages', () => 1);
  registry.subscribe('messages', () => Promise.resolve(1));
  const collected = await isCollected(() => {
    const message = {};
    registry.emit('messages', message);
    registry.dispatch('messages', message);
    return message;
  });
  expect(collected).toBe(true);
});

it('a registry that is forgotten without being closed is collected', async () => {
  const collected = await isCollected(() => {
    const forgotten = new Registry({ keys: 'duplicate' });
    forgotten.subscribe('a', () => undefined);
    forgotten.changes().subscribe();
    forgotten.messages('a').subscribe();
    void forgotten.whenRegistered('never');
    return forgotten;
  });
  expect(collected).toBe(true);
});
