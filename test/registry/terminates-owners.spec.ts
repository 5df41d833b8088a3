import { Owner, Registry, type TerminationCallbackError } from 'nestjs-registry';
import { caught } from '../support/caught.js';

const registries = () =>
  ['a', 'b', 'c'].map((name) => new Registry({ name, keys: 'duplicate', partitions: 2 }));

describe('terminating an owner', () => {
  it('removes all its entries in all registries before it returns, and nobody else’s', () => {
    const all = registries();
    const [owner, other] = [new Owner(), new Owner()];
    for (const registry of all) {
      for (let i = 0; i < 50; i++) {
        registry.register(i, 'mine', { owner });
        registry.register(i, 'not mine', { owner: other });
      }
    }
    owner.terminate();
    for (const registry of all) {
      expect([...registry].every(({ value }) => value === 'not mine')).toBe(true);
      expect(registry.size).toBe(50);
      expect(registry.keys(owner)).toEqual([]);
    }
  });

  it.each([0, 1, 2])('removes them from all but registry %i, where none is left', (empty) => {
    const all = registries();
    const owner = new Owner();
    for (const registry of all) registry.register('a', 1, { owner });
    all[empty]!.unregister(owner, 'a');
    owner.terminate();
    expect(all.map(({ size }) => size)).toEqual([0, 0, 0]);
  });

  it('removes in order of registration, across registries', () => {
    const all = registries();
    const owner = new Owner();
    const removed: unknown[] = [];
    for (const registry of all) {
      registry
        .changes({ type: 'unregistered' })
        .subscribe(({ entry }) => removed.push(entry.value));
    }
    const order = Array.from({ length: 60 }, (_, i) => (i * i + (i % 7)) % 3);
    order.forEach((place, i) => all[place]!.register(['k', i % 5], i, { owner }));
    all[0]!.unregister(owner, ['k', 0]);
    const gone = new Set(removed.splice(0));
    owner.terminate();
    expect(gone.size).toBeGreaterThan(0);
    expect(removed).toEqual(order.map((_, i) => i).filter((i) => !gone.has(i)));
  });

  it('tells the reason in changes, on the owner, to its signal and to callbacks', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    const reason = new Error('connection lost');
    const told: unknown[] = [];
    registry.changes({ type: 'unregistered' }).subscribe((change) => told.push(change));
    registry.register('a', 1, { owner });
    owner.onTerminate((given) => told.push(given));
    const { signal } = owner;
    owner.terminate(reason);
    expect(told).toMatchObject([{ reason: 'terminated', detail: reason }, reason]);
    expect(owner.reason).toBe(reason);
    expect(signal.reason).toBe(reason);
  });

  it('happens once', () => {
    const owner = new Owner();
    const reasons: unknown[] = [];
    owner.onTerminate((reason) => reasons.push(reason));
    owner.terminate(1);
    owner.terminate(2);
    expect(reasons).toEqual([1]);
    expect(owner.reason).toBe(1);
  });

  it('is known at once, while entries are still being removed', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    registry.register('a', 2, { owner });
    const codes: string[] = [];
    registry.changes({ type: 'unregistered', key: 'a' }).subscribe(() => {
      expect(owner.alive).toBe(false);
      codes.push(caught(() => registry.register('b', 3, { owner })).code);
    });
    owner.terminate();
    expect(codes).toEqual(['OWNER_TERMINATED', 'OWNER_TERMINATED']);
    expect(registry.size).toBe(0);
  });

  it('may be asked for again by an observer of its changes', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const values: unknown[] = [];
    for (const value of [1, 2, 3]) registry.register('a', value, { owner });
    registry.changes({ type: 'unregistered' }).subscribe(({ entry }) => {
      values.push(entry.value);
      owner.terminate('again');
    });
    owner.terminate('first');
    expect(values).toEqual([1, 2, 3]);
    expect(owner.reason).toBe('first');
  });

  it('goes on when an observer removes what is next', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const owner = new Owner();
    const all = [1, 2, 3, 4].map((value) => registry.register('a', value, { owner }));
    registry.changes().subscribe(() => all[1]!.unregister());
    owner.terminate();
    expect(registry.size).toBe(0);
  });

  it('terminates others whose callbacks are bound to it', () => {
    const registry = new Registry({ keys: 'duplicate' });
    const [parent, child] = [new Owner('parent'), new Owner('child')];
    parent.onTerminate((reason) => {
      child.terminate(reason);
    });
    registry.register('a', 1, { owner: child });
    parent.terminate('bye');
    expect(child.reason).toBe('bye');
    expect(registry.size).toBe(0);
  });

  it('ends the scope it is used in', () => {
    const owner = new Owner();
    owner[Symbol.dispose]();
    expect(owner.alive).toBe(false);
  });
});

describe('onTerminate', () => {
  it('runs in the order given, when the entries are gone and the signal has aborted', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner();
    registry.register('a', 1, { owner });
    const { signal } = owner;
    const order: unknown[] = [];
    owner.onTerminate(() => order.push(1, registry.size, signal.aborted));
    owner.onTerminate(() => order.push(2));
    signal.addEventListener('abort', () => order.push('abort', registry.size));
    owner.terminate();
    expect(order).toEqual(['abort', 0, 1, 0, true, 2]);
  });

  it('runs at once when the owner is dead', () => {
    const owner = new Owner();
    owner.terminate('gone');
    const reasons: unknown[] = [];
    const takeBack = owner.onTerminate((reason) => reasons.push(reason));
    takeBack();
    expect(reasons).toEqual(['gone']);
  });

  it('runs at once when it is given by another callback', () => {
    const owner = new Owner();
    const order: number[] = [];
    owner.onTerminate(() => {
      owner.onTerminate(() => order.push(1));
      order.push(2);
    });
    owner.onTerminate(() => order.push(3));
    owner.terminate();
    expect(order).toEqual([1, 2, 3]);
  });

  it('can be taken back, also by another callback', () => {
    const owner = new Owner();
    const called: string[] = [];
    const first = owner.onTerminate(() => called.push('first'));
    owner.onTerminate(() => {
      takeBack();
    });
    const takeBack = owner.onTerminate(() => called.push('last'));
    first();
    owner.terminate();
    expect(called).toEqual([]);
  });

  it('takes the same function twice as two callbacks', () => {
    const owner = new Owner();
    let calls = 0;
    const count = () => calls++;
    owner.onTerminate(count);
    owner.onTerminate(count)();
    owner.terminate();
    expect(calls).toBe(1);
  });

  it('that throws stops nothing, and terminate then throws all that was thrown', () => {
    const registry = new Registry({ keys: 'unique' });
    const owner = new Owner('ann');
    const { signal } = owner;
    const order: unknown[] = [];
    registry.register('a', 1, { owner });
    const errors = [new Error('one'), 'two'];
    for (const error of errors) {
      owner.onTerminate(() => {
        throw error;
      });
    }
    owner.onTerminate(() => order.push('last'));
    const error = caught<TerminationCallbackError>(() => {
      owner.terminate();
    });
    expect(error.code).toBe('TERMINATION_CALLBACK');
    expect(error.errors).toEqual(errors);
    expect(error.cause).toBe(errors[0]);
    expect(error.message).toMatch(
      /2 onTerminate callback\(s\) of owner 'ann' threw.*one.*complete/,
    );
    expect(order).toEqual(['last']);
    expect(registry.size).toBe(0);
    expect(signal.aborted).toBe(true);
  });
});

describe('an owner', () => {
  it('has a signal that has aborted when it is asked for after the end', () => {
    const owner = new Owner();
    owner.terminate('bye');
    expect(owner.signal.aborted).toBe(true);
    expect(owner.signal.reason).toBe('bye');
  });

  it('has an AbortError as its signal’s reason when it was given none', () => {
    const owner = new Owner();
    const { signal } = owner;
    owner.terminate();
    expect(signal.reason).toMatchObject({ name: 'AbortError' });
  });

  it('has an id of its own that stays', () => {
    const owner = new Owner();
    expect(owner.id).toMatch(/^[0-9a-f-]{36}$/);
    expect(owner.id).toBe(owner.id);
    expect(new Owner().id).not.toBe(owner.id);
  });

  it('shows itself by label or id, and as JSON', () => {
    const [named, nameless] = [new Owner('ann'), new Owner()];
    expect(String(named)).toBe("owner 'ann'");
    expect(String(nameless)).toBe(`owner ${nameless.id}`);
    named.terminate();
    expect(JSON.parse(JSON.stringify(named))).toEqual({ id: named.id, label: 'ann', alive: false });
  });
});
