import { Registry } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { countOperations } from '../support/count-operations.js';
import { ManualClock } from '../support/manual-clock.js';

const make = () => {
  const clock = new ManualClock();
  return { clock, registry: new Registry({ name: 'users', keys: 'unique', clock }) };
};

/** Something that a test lets happen. */
const gate = () => {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

/** All that can happen without time or input has happened. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('lock', () => {
  it('gives what the task returns, or what its promise gives', async () => {
    const { registry } = make();
    expect(await registry.lock('a', () => 1)).toBe(1);
    expect(await registry.lock('a', async () => Promise.resolve(2))).toBe(2);
  });

  it('begins at once when nobody holds it', () => {
    const { registry } = make();
    let begun = false;
    void registry.lock('a', () => (begun = true));
    expect(begun).toBe(true);
  });

  it('lets one in at a time, first come, first served', async () => {
    const { registry } = make();
    const order: string[] = [];
    let inside = 0;
    const task = (name: number) => async () => {
      expect(++inside).toBe(1);
      order.push(`${name} in`);
      await settle();
      order.push(`${name} out`);
      inside--;
    };
    await Promise.all([1, 2, 3, 4].map((name) => registry.lock(['a'], task(name))));
    expect(order).toEqual([1, 2, 3, 4].flatMap((name) => [`${name} in`, `${name} out`]));
  });

  it('cannot be overtaken by who comes at the moment it is passed on', async () => {
    const { registry } = make();
    const order: string[] = [];
    const first = registry.lock('a', async () => {
      await settle();
    });
    const second = registry.lock('a', () => order.push('second'));
    await first;
    await registry.lock('a', () => order.push('third'));
    await second;
    expect(order).toEqual(['second', 'third']);
  });

  it('does not make different keys wait for each other', async () => {
    const { registry } = make();
    const { passed, open } = gate();
    const held = registry.lock('a', () => passed);
    expect(await registry.lock('b', () => 'b')).toBe('b');
    expect(await registry.lock(['a'], () => 'array')).toBe('array');
    open();
    await held;
  });

  it('has nothing to do with the keys of entries, nor with other registries', async () => {
    const { registry } = make();
    const other = make().registry;
    registry.register('a', 1);
    await registry.lock('a', async () => {
      expect(registry.size).toBe(1);
      expect(await other.lock('a', () => 'other')).toBe('other');
      registry.register('b', 2);
    });
    expect(registry.size).toBe(2);
  });

  it.each([
    ['throws', () => Promise.reject(new Error('no'))],
    [
      'throws at once',
      () => {
        throw new Error('no');
      },
    ],
  ])('is passed on when a task %s, which is the caller’s error', async (_, task) => {
    const { registry } = make();
    const failing = registry.lock('a', task);
    const next = registry.lock('a', () => 'next');
    expect((await rejection<Error>(failing)).message).toBe('no');
    expect(await next).toBe('next');
  });
});

describe('a lock’s waiter', () => {
  const held = () => {
    const { passed, open } = gate();
    const made = make();
    const holder = made.registry.lock('a', () => passed);
    return { ...made, open, holder };
  };

  it('rejects after its timeout and leaves the queue', async () => {
    const { registry, clock, open, holder } = held();
    let called = false;
    const late = registry.lock('a', () => (called = true), { timeout: 100 });
    const patient = registry.lock('a', () => 'patient');
    clock.advance(100);
    const error = await rejection(late);
    expect(error.code).toBe('LOCK_TIMEOUT');
    expect(error.message).toMatch(/Lock 'a' of registry 'users' was not free within 100 ms/);
    open();
    await holder;
    expect(await patient).toBe('patient');
    expect(called).toBe(false);
  });

  it('leaves the queue when its signal aborts', async () => {
    const { registry, open, holder } = held();
    const controller = new AbortController();
    let called = false;
    const aborted = registry.lock('a', () => (called = true), { signal: controller.signal });
    const patient = registry.lock('a', () => 'patient');
    controller.abort('enough');
    expect(await rejection<string>(aborted)).toBe('enough');
    open();
    await holder;
    expect(await patient).toBe('patient');
    expect(called).toBe(false);
  });

  it('does not even begin when its signal has aborted, also when the lock is free', async () => {
    const { registry } = make();
    let called = false;
    const signal = AbortSignal.abort('no');
    expect(await rejection<string>(registry.lock('a', () => (called = true), { signal }))).toBe(
      'no',
    );
    expect(called).toBe(false);
    expect(await registry.lock('a', () => 'free')).toBe('free');
  });

  it('is not hurried by its timeout or signal once it holds the lock', async () => {
    const { registry, clock } = make();
    const controller = new AbortController();
    const { passed, open } = gate();
    const options = { timeout: 10, signal: controller.signal };
    const running = registry.lock('a', () => passed.then(() => 'done'), options);
    clock.advance(1000);
    controller.abort();
    open();
    expect(await running).toBe('done');
  });

  it('leaves no timer behind, whatever becomes of it', async () => {
    const { registry, clock, open, holder } = held();
    const controller = new AbortController();
    const waiting = [
      registry.lock('a', () => 1, { timeout: 1000 }),
      registry.lock('a', () => 2, { timeout: 1000, signal: controller.signal }),
      registry.lock('a', () => 3, { timeout: 10 }),
    ];
    const settled = Promise.allSettled(waiting);
    expect(clock.pending).toBe(3);
    controller.abort();
    clock.advance(10);
    expect(clock.pending).toBe(1);
    open();
    await holder;
    await settled;
    expect(clock.pending).toBe(0);
  });

  it('among 1,000 gives up at a constant cost, and the others keep their order', async () => {
    const giveUp = async (size: number): Promise<number> => {
      const { registry, open, holder } = held();
      const served: number[] = [];
      const controllers = Array.from({ length: size }, () => new AbortController());
      const waiting = controllers.map(({ signal }, i) =>
        registry.lock('a', () => served.push(i), { signal }),
      );
      const settled = Promise.allSettled(waiting);
      await settle();
      const steps = countOperations(() => {
        for (let i = 0; i < size; i++) if (i % 10 > 0) controllers[i]!.abort();
      });
      open();
      await holder;
      await settled;
      expect(served).toEqual(Array.from({ length: size / 10 }, (_, i) => 10 * i));
      return steps / size;
    };
    expect(await giveUp(1000)).toBeLessThan((await giveUp(50)) * 1.2);
  });

  it('is refused when the registry closes; who holds the lock finishes', async () => {
    const { registry, open, holder } = held();
    const waiting = registry.lock('a', () => 1);
    registry.close();
    const error = await rejection(waiting);
    expect(error.code).toBe('REGISTRY_CLOSED');
    expect(error.message).toMatch(/lock: registry 'users' is closed/);
    expect((await rejection(registry.lock('b', () => 1))).code).toBe('REGISTRY_CLOSED');
    open();
    await expect(holder).resolves.toBeUndefined();
  });
});

describe('taking a lock again that one holds', () => {
  const code = 'LOCK_REENTRY';

  it('is refused at once', async () => {
    const { registry } = make();
    const error = await rejection(registry.lock('a', () => registry.lock('a', () => 1)));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(/Lock 'a' of registry 'users' is already held by this very call/);
  });

  it('is refused in functions called on the way, awaited or with another lock between', async () => {
    const { registry } = make();
    const inner = async () => {
      await settle();
      return registry.lock('b', async () => {
        await Promise.resolve();
        return registry.lock('a', () => 1);
      });
    };
    expect((await rejection(registry.lock('a', inner))).code).toBe(code);
  });

  it('is refused when it had to wait for the lock itself', async () => {
    const { registry } = make();
    const first = registry.lock('a', settle);
    const second = registry.lock('a', () => registry.lock('a', () => 1));
    await first;
    expect((await rejection(second)).code).toBe(code);
  });

  it('leaves the lock as it was: free when the task has ended', async () => {
    const { registry } = make();
    await registry.lock('a', async () => {
      await rejection(registry.lock('a', () => 1));
    });
    expect(await registry.lock('a', () => 'free')).toBe('free');
  });

  it('waits its turn when what the holder started asks after the lock was released', async () => {
    const { registry } = make();
    const { passed, open } = gate();
    let later: Promise<string> | undefined;
    await registry.lock('a', () => {
      later = passed.then(() => registry.lock('a', () => 'later'));
    });
    const holder = registry.lock('a', settle);
    open();
    expect(await later).toBe('later');
    await holder;
  });

  it('is no re-entry from a task that began before', async () => {
    const { registry } = make();
    const { passed, open } = gate();
    const outside = passed.then(() => registry.lock('a', () => 'outside'));
    await registry.lock('a', async () => {
      open();
      await settle();
    });
    expect(await outside).toBe('outside');
  });
});
