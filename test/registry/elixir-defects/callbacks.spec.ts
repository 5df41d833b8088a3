import { Observable } from 'rxjs';
import { Registry } from 'nestjs-registry';

describe('2: a failing listener makes register and unregister raise after the change was made', () => {
  it('an observer that throws does not here', async () => {
    const { config } = await import('rxjs');
    const reported: unknown[] = [];
    config.onUnhandledError = (error) => reported.push(error);
    try {
      const registry = new Registry({ keys: 'unique' });
      let heard = 0;
      registry.changes().subscribe(() => {
        throw new Error('no');
      });
      registry.changes().subscribe(() => heard++);
      const registration = registry.register('a', 1);
      expect(registration.active).toBe(true);
      expect(registration.unregister()).toBe(true);
      expect(heard).toBe(2);
      while (reported.length < 2) await new Promise((resolve) => setImmediate(resolve));
      expect(reported).toHaveLength(2);
    } finally {
      config.onUnhandledError = null;
    }
  });
});

describe('11: an exception in one handler keeps the message from the others', () => {
  it('does not here', () => {
    const registry = new Registry({ keys: 'duplicate', logErrors: false });
    const called: number[] = [];
    for (const i of [1, 2, 3]) {
      registry.subscribe('a', () => {
        called.push(i);
        if (i === 2) throw new Error('no');
      });
    }
    expect(registry.emit('a', 0)).toBe(3);
    expect(called).toEqual([1, 2, 3]);
  });

  it('reaches every partition and calls back once per handler here', () => {
    const registry = new Registry({ keys: 'duplicate', partitions: 8 });
    let calls = 0;
    for (let i = 0; i < 20; i++) registry.subscribe('a', () => calls++);
    expect(registry.emit('a', 0)).toBe(20);
    expect(calls).toBe(20);
  });

  it('does not kill the publisher here, whatever a handler returns', () => {
    const registry = new Registry({ keys: 'duplicate', logErrors: false });
    registry.subscribe('a', () => Promise.reject(new Error('no')));
    registry.subscribe('a', () => new Observable((observer) => observer.error(new Error('no'))));
    expect(() => registry.emit('a', 0)).not.toThrow();
  });
});
