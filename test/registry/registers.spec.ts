import { Subscription } from 'rxjs';
import { AlreadyRegisteredError, Owner, Registry } from 'nestjs-registry';
import { caught } from '../support/caught.js';

describe('registering under unique keys', () => {
  it('makes an entry that is there when register returns', () => {
    const registry = new Registry<{ value: string }>({ keys: 'unique' });
    const owner = new Owner('ann');
    registry.register('user', 'Ann', { owner });
    expect(registry.get('user')).toEqual({ key: 'user', owner, value: 'Ann' });
  });

  it('refuses a key that is taken and tells the entry that holds it', () => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    const { entry } = registry.register('user', 1);
    const error = caught<AlreadyRegisteredError>(() => registry.register('user', 2));
    expect(error).toBeInstanceOf(AlreadyRegisteredError);
    expect(error.code).toBe('ALREADY_REGISTERED');
    expect(error.holder).toBe(entry);
  });

  it('says which key of which registry is taken, by whom, and what to do', () => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    registry.register(['user', 7], 1, { owner: new Owner('ann') });
    const { message } = caught(() => registry.register(['user', 7], 2));
    expect(message).toMatch(/^Key \[ 'user', 7 \] is already registered in registry 'users' by /);
    expect(message).toMatch(/by owner 'ann'\. Unregister it first, use tryRegister\(\)/);
  });

  it('refuses a key that the same owner holds already', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('user', 1, { owner });
    expect(caught(() => registry.register('user', 2, { owner })).code).toBe('ALREADY_REGISTERED');
  });

  it('changes nothing when it refuses', () => {
    const registry = new Registry({ keys: 'unique' });
    const late = new Owner();
    registry.register('user', 1);
    caught(() => registry.register('user', 2, { owner: late }));
    expect(registry.size).toBe(1);
    expect(registry.get('user')?.value).toBe(1);
    expect(registry.keys(late)).toEqual([]);
  });

  it('lets the next one have a key that became free', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('user', 1).unregister();
    registry.register('user', 2);
    expect(registry.get('user')?.value).toBe(2);
  });

  it('tells the holder without throwing when asked to try', () => {
    const registry = new Registry({ keys: 'unique' });
    const { entry } = registry.register('user', 1);
    expect(registry.tryRegister('user', 2)).toEqual({ ok: false, holder: entry });
  });

  it('gives the registration when a try succeeds', () => {
    const registry = new Registry({ keys: 'unique' });
    const result = registry.tryRegister('user', 1);
    expect(result.ok && result.registration.entry).toBe(registry.get('user'));
  });

  it('takes a key that reading the value sets free', () => {
    const registry = new Registry({ keys: 'unique', index: ['n'] });
    const holder = registry.register('a', { n: 1 });
    const value = {
      get n() {
        holder.unregister();
        return 2;
      },
    };
    registry.register('a', value);
    expect([registry.get('a')?.value, registry.size]).toEqual([value, 1]);
  });

  it('tells the holder also when reading the key gives something else every time', () => {
    const registry = new Registry({ keys: 'unique' });
    const { entry } = registry.register({ id: 1 }, 'first');
    let reads = 0;
    const shifty = () => ({
      get id() {
        return ++reads;
      },
    });
    reads = 0;
    expect(registry.tryRegister(shifty(), 'second')).toEqual({ ok: false, holder: entry });
    reads = 0;
    expect(caught(() => registry.register(shifty(), 'second')).code).toBe('ALREADY_REGISTERED');
    reads = 0;
    expect(caught(() => registry.subscribe(shifty(), () => 0)).code).toBe('ALREADY_REGISTERED');
  });
});

describe('registering under duplicate keys', () => {
  it('keeps every entry, also several of one owner', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    for (const value of [1, 2, 3]) registry.register('room', value, { owner });
    expect(registry.lookup('room').map(({ value }) => value)).toEqual([1, 2, 3]);
  });

  it('lets a try always succeed', () => {
    const registry = new Registry({ keys: 'duplicate' });
    registry.register('room', 1);
    expect(registry.tryRegister('room', 2).ok).toBe(true);
  });
});

describe('a registration', () => {
  it.each(['unique', 'duplicate'] as const)('ends once, under %s keys', (keys) => {
    const registry = new Registry({ keys });
    const registration = registry.register('user', 1);
    expect(registration.active).toBe(true);
    expect(registration.unregister()).toBe(true);
    expect(registration.active).toBe(false);
    expect(registration.unregister()).toBe(false);
    expect(registry.size).toBe(0);
  });

  it('keeps its last entry to look at after the end', () => {
    const registry = new Registry({ keys: 'unique' });
    const registration = registry.register('user', 1);
    registration.update(() => 2);
    registration.unregister();
    expect(registration.entry).toMatchObject({ key: 'user', value: 2 });
  });

  it('ends by the name that RxJS uses', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('user', 1).unsubscribe();
    expect(registry.size).toBe(0);
  });

  it('ends with a subscription of RxJS that it was added to', () => {
    const registry = new Registry({ keys: 'unique' });
    const subscription = new Subscription();
    subscription.add(registry.register('user', 1));
    subscription.unsubscribe();
    expect(registry.size).toBe(0);
  });

  it('ends with the scope it is used in', () => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('user', 1)[Symbol.dispose]();
    expect(registry.size).toBe(0);
  });

  it('does not end a later one of the same key', () => {
    const registry = new Registry({ keys: 'unique' });
    const first = registry.register('user', 1);
    first.unregister();
    registry.register('user', 2);
    first.unregister();
    expect(registry.get('user')?.value).toBe(2);
  });
});

describe('an owner that has terminated', () => {
  it.each(['register', 'tryRegister', 'subscribe'] as const)('is refused by %s', (operation) => {
    const registry = new Registry({ name: 'users', keys: 'unique' });
    const owner = new Owner('ann');
    owner.terminate();
    const error = caught(() => registry[operation]('user', () => 1, { owner }));
    expect(error.code).toBe('OWNER_TERMINATED');
    expect(error.message).toMatch(/owner 'ann'.*'user'.*'users'.*new Owner/);
    expect(registry.size).toBe(0);
  });
});
