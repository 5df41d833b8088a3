import { Owner, Registry, type TerminationCallbackError } from 'nestjs-registry';
import { caught } from '../support/caught.js';

describe('a registration without an owner', () => {
  const registered = () => {
    const registry = new Registry({ keys: 'unique' });
    return { registry, registration: registry.register('a', 1) };
  };

  it('has an owner of its own, the same for everybody who asks', () => {
    const { registry, registration } = registered();
    const { owner } = registration.entry;
    expect(owner).toBeInstanceOf(Owner);
    expect(owner.alive).toBe(true);
    expect(registry.whereis('a')).toBe(owner);
    expect(registry.get('a')?.owner).toBe(owner);
    expect(registry.keys(owner)).toEqual(['a']);
  });

  it('does not share its owner with another', () => {
    const { registry, registration } = registered();
    expect(registry.register('b', 1).entry.owner).not.toBe(registration.entry.owner);
  });

  it('ends with its owner', () => {
    const { registry, registration } = registered();
    registration.entry.owner.terminate('bye');
    expect(registration.active).toBe(false);
    expect(registry.size).toBe(0);
  });

  it('terminates its owner when it ends', () => {
    const { registration } = registered();
    const { owner } = registration.entry;
    registration.unregister();
    expect(owner.alive).toBe(false);
  });

  it('takes along what else was registered with its owner', () => {
    const { registry, registration } = registered();
    const other = new Registry({ keys: 'unique' });
    const { owner } = registration.entry;
    registry.register('b', 2, { owner });
    other.register('c', 3, { owner });
    registration.unregister();
    expect(registry.size + other.size).toBe(0);
  });

  it('lives on when something else of its owner ends', () => {
    const { registry, registration } = registered();
    const { owner } = registration.entry;
    registry.register('b', 2, { owner }).unregister();
    expect(owner.alive).toBe(true);
    expect(registration.active).toBe(true);
  });

  it('has a dead owner when it is asked for after the end', () => {
    const { registration } = registered();
    registration.unregister();
    expect(registration.entry.owner.alive).toBe(false);
  });

  it('can be unregistered by its owner and key', () => {
    const { registry, registration } = registered();
    const { owner } = registration.entry;
    expect(registry.unregister(owner, 'a')).toBe(1);
    expect(owner.alive).toBe(false);
  });

  it('passes on what callbacks of its owner throw, and has ended all the same', () => {
    const { registry, registration } = registered();
    const error = new Error('no');
    registration.entry.owner.onTerminate(() => {
      throw error;
    });
    const thrown = caught<TerminationCallbackError>(() => registration.unregister());
    expect(thrown.code).toBe('TERMINATION_CALLBACK');
    expect(thrown.errors).toEqual([error]);
    expect(registry.size).toBe(0);
  });

  it('passes on what all callbacks throw when the registry closes, and all have ended', () => {
    const registry = new Registry({ keys: 'duplicate' });
    for (const value of [1, 2, 3]) {
      const { owner } = registry.register('a', value).entry;
      owner.onTerminate(() => {
        throw new Error(`no ${value}`);
      });
    }
    const thrown = caught<TerminationCallbackError>(() => registry.close());
    expect(thrown.errors).toHaveLength(3);
    expect(registry.size).toBe(0);
    expect(registry.closed).toBe(true);
  });
});
