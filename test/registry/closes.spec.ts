import { config, finalize, lastValueFrom } from 'rxjs';
import { Owner, Registry, type Clock } from 'nestjs-registry';
import { caught, rejection } from '../support/caught.js';

const owner = new Owner();
const closed = (keys: 'unique' | 'duplicate' = 'unique') => {
  const registry = new Registry({ name: 'users', keys });
  const registration = registry.register('a', 1, { owner: new Owner() });
  const topic = registry.topic('a');
  registry.close();
  return { registry, registration, topic };
};

const WRITES: [string, (parts: ReturnType<typeof closed>) => unknown][] = [
  ['register', ({ registry }) => registry.register('a', 1)],
  ['tryRegister', ({ registry }) => registry.tryRegister('a', 1)],
  ['unregister', ({ registry }) => registry.unregister(owner, 'a')],
  ['unregisterMatch', ({ registry }) => registry.unregisterMatch(owner, 'a', 1)],
  ['updateValue', ({ registry }) => registry.updateValue(owner, 'a', () => 1)],
  ['touch', ({ registry }) => registry.touch(owner, 'a')],
  ['subscribe', ({ registry }) => registry.subscribe('a', () => 1)],
  ['subscribe', ({ topic }) => topic.subscribe(() => 1)],
  ['dispatch', ({ registry }) => registry.dispatch('a', 1)],
  ['emit', ({ registry }) => registry.emit('a', 1)],
  ['topic.dispatch', ({ topic }) => topic.dispatch(1)],
  ['topic.emit', ({ topic }) => topic.emit(1)],
  ['dispatchEntries', ({ registry }) => registry.dispatchEntries('a', () => undefined)],
  ['meta.set', ({ registry }) => registry.meta.set('a', 1)],
  ['meta.delete', ({ registry }) => registry.meta.delete('a')],
];

it.each(WRITES)('a closed registry refuses %s', (operation, write) => {
  const error = caught(() => write(closed()));
  expect(error.code).toBe('REGISTRY_CLOSED');
  expect(error.message).toMatch(`${operation}: registry 'users' is closed. `);
  expect(error.message).toMatch(/do this work before it/);
});

it('a closed registry refuses to wait and to lock', async () => {
  const { registry } = closed();
  const refusals = [registry.whenRegistered('a'), registry.lock('a', () => 1)].map(rejection);
  const [waiting, locking] = await Promise.all(refusals);
  expect([waiting?.code, locking?.code]).toEqual(['REGISTRY_CLOSED', 'REGISTRY_CLOSED']);
  expect(waiting?.message).toMatch(/^whenRegistered: registry 'users' is closed\. /);
  expect(locking?.message).toMatch(/^lock: registry 'users' is closed\. /);
});

it('a closed registry can be read, and is empty', () => {
  const { registry } = closed();
  expect(registry.closed).toBe(true);
  expect(registry.size).toBe(0);
  expect([...registry]).toEqual([]);
  expect(registry.lookup('a')).toEqual([]);
  expect(registry.get('a')).toBeUndefined();
  expect(registry.whereis('a')).toBeUndefined();
  expect(registry.keys(owner)).toEqual([]);
  expect(registry.values(owner, 'a')).toEqual([]);
  expect(registry.topic('a').size).toBe(0);
  expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
});

it('a registration that was there can still be ended and updated to no effect', () => {
  const { registration } = closed();
  expect(registration.active).toBe(false);
  expect(registration.unregister()).toBe(false);
  expect(registration.update(() => 2)).toBeUndefined();
});

it.each([1, 4])('closing removes everything, with %i partitions', (partitions) => {
  const registry = new Registry({ keys: 'duplicate', partitions });
  for (let i = 0; i < 200; i++) registry.register(['k', i % 30], i);
  let removed = 0;
  registry.changes({ type: 'unregistered' }).subscribe(() => removed++);
  registry.close();
  expect(removed).toBe(200);
  expect(registry.size).toBe(0);
});

it('closing leaves owners alive, who can go elsewhere', () => {
  const registry = new Registry({ keys: 'unique' });
  const other = new Registry({ keys: 'unique' });
  const survivor = new Owner();
  registry.register('a', 1, { owner: survivor });
  other.register('a', 1, { owner: survivor });
  registry.close();
  expect(survivor.alive).toBe(true);
  expect(other.size).toBe(1);
});

it('closing terminates the owners of registrations that own themselves', () => {
  const registry = new Registry({ keys: 'unique' });
  const own = registry.register('a', 1).entry.owner;
  registry.close();
  expect(own.alive).toBe(false);
});

it('a registry is closed at the end of the scope it is used in', () => {
  const registry = new Registry({ keys: 'unique' });
  registry[Symbol.dispose]();
  expect(registry.closed).toBe(true);
});

it('closing twice does nothing the second time', () => {
  const registry = new Registry({ keys: 'unique' });
  let completions = 0;
  registry.changes().subscribe({ complete: () => completions++ });
  registry.close();
  registry.close();
  registry[Symbol.dispose]();
  expect(completions).toBe(1);
});

it('closing completes observers, also after a registration for which the clock set no timer', () => {
  const clock: Clock = {
    now: () => 0,
    setTimer() {
      throw new Error('no timer');
    },
  };
  const registry = new Registry({ keys: 'unique', clock });
  let completed = false;
  registry.changes().subscribe({ complete: () => (completed = true) });
  expect(() => registry.register('a', 1, { ttl: 1 })).toThrow('no timer');
  registry.close();
  expect(completed).toBe(true);
});

it('closing completes every observable, also of who comes later', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const observables = () => [registry.changes(), registry.messages('a'), registry.errors];
  const early = observables().map((each) => lastValueFrom(each, { defaultValue: 'none' }));
  registry.close();
  await Promise.all(early);
  const late = observables().map((each) => lastValueFrom(each, { defaultValue: 'none' }));
  expect(await Promise.all(late)).toEqual(['none', 'none', 'none']);
});

const FROM: [string, (registry: Registry, close: () => void) => void][] = [
  [
    'a handler',
    (registry, close) => {
      registry.subscribe('a', close);
      registry.emit('a', 1);
    },
  ],
  [
    'an observer of changes',
    (registry, close) => {
      registry.changes({ type: 'registered' }).subscribe(close);
      registry.register('a', 1);
    },
  ],
  [
    'an observer of its own last changes',
    (registry, close) => {
      registry.changes({ type: 'unregistered' }).subscribe(close);
      registry.close();
    },
  ],
  [
    'a callback of an owner',
    (registry, close) => {
      const mine = new Owner();
      registry.register('a', 1, { owner: mine });
      mine.onTerminate(close);
      mine.terminate();
    },
  ],
  [
    'a callback of an owner that it ends itself',
    (registry, close) => {
      registry.register('a', 1).entry.owner.onTerminate(close);
      registry.close();
    },
  ],
  ['the callback of an update', (registry, close) => registry.register('a', 1).update(close)],
  [
    'the callback of dispatchEntries',
    (registry, close) => {
      registry.register('a', 1);
      registry.dispatchEntries('a', close);
    },
  ],
];

it.each(FROM)('closing from within %s removes everything', (_, run) => {
  const registry = new Registry({ keys: 'duplicate' });
  for (let i = 0; i < 10; i++) registry.register(['other', i], i);
  let completed = false;
  registry.changes().subscribe({ complete: () => (completed = true) });
  run(registry, () => registry.close());
  expect(registry.closed).toBe(true);
  expect(registry.size).toBe(0);
  expect(completed).toBe(true);
});

it('a handler that closes is the last one that is called', () => {
  const registry = new Registry({ keys: 'duplicate' });
  const called: number[] = [];
  registry.subscribe('a', () => {
    called.push(1);
    registry.close();
  });
  registry.subscribe('a', () => called.push(2));
  expect(registry.emit('a', 0)).toBe(1);
  expect(called).toEqual([1]);
});

it('a finalizer of an observer that throws keeps nothing from ending, and is told to RxJS', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const reported: unknown[] = [];
  config.onUnhandledError = (error) => reported.push(error);
  try {
    let others = 0;
    const no = new Error('no');
    const fail = finalize(() => {
      throw no;
    });
    registry.messages('a').pipe(fail).subscribe();
    registry.changes().pipe(fail).subscribe();
    registry.errors.pipe(fail).subscribe();
    registry.messages('a').subscribe({ complete: () => others++ });
    registry.changes().subscribe({ complete: () => others++ });
    registry.errors.subscribe({ complete: () => others++ });
    const last = registry.register('z', 1);
    registry.close();
    expect(others).toBe(3);
    expect(last.active).toBe(false);
    expect(registry.size).toBe(0);
    await Promise.resolve();
    expect(reported).toMatchObject([{ errors: [no] }, { errors: [no] }, { errors: [no] }]);
  } finally {
    config.onUnhandledError = null;
  }
});
