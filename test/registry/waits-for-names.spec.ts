import { getEventListeners } from 'node:events';
import { Registry } from 'nestjs-registry';
import { caught, rejection } from '../support/caught.js';
import { countOperations } from '../support/count-operations.js';
import { ManualClock } from '../support/manual-clock.js';

const make = () => {
  const clock = new ManualClock();
  return { clock, registry: new Registry({ name: 'users', keys: 'unique', clock }) };
};

describe('whenRegistered', () => {
  it('gives the entry that is there', async () => {
    const { registry } = make();
    const { entry } = registry.register(['a'], 1);
    expect(await registry.whenRegistered(['a'])).toBe(entry);
  });

  it('gives the entry that comes, to all who wait, and to no one who waits for another', async () => {
    const { registry } = make();
    const [first, second] = [registry.whenRegistered(['a']), registry.whenRegistered(['a'])];
    let other = false;
    void registry.whenRegistered(['b']).then(() => (other = true));
    const { entry } = registry.register(['a'], 1);
    expect(await first).toBe(entry);
    expect(await second).toBe(entry);
    expect(other).toBe(false);
  });

  it('gives the first of many under a duplicate key', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const gone = registry.register('a', 1);
    registry.register('a', 2);
    registry.register('a', 3);
    gone.unregister();
    expect((await registry.whenRegistered('a')).value).toBe(2);
  });

  it('gives the first of those that are left, however many have left since it was asked before', async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const all = Array.from({ length: 100 }, (_, i) => registry.register('a', i));
    const last = all.pop()!;
    for (const [i, registration] of all.entries()) {
      registration.unregister();
      expect((await registry.whenRegistered('a', { timeout: 0 })).value).toBe(i + 1);
    }
    last.unregister();
    registry.register('a', 'new');
    expect((await registry.whenRegistered('a')).value).toBe('new');
  });

  it('gives an entry also when it has left again', async () => {
    const { registry } = make();
    const waiting = registry.whenRegistered('a');
    registry.register('a', 1).unregister();
    expect((await waiting).value).toBe(1);
  });

  it('waits again after the name has left', async () => {
    const { registry } = make();
    registry.register('a', 1).unregister();
    const waiting = registry.whenRegistered('a');
    registry.register('a', 2);
    expect((await waiting).value).toBe(2);
  });

  it('waits for the key as it was', async () => {
    const { registry } = make();
    const key = ['a'];
    const waiting = registry.whenRegistered(key);
    key.push('b');
    registry.register(['a'], 1);
    expect((await waiting).value).toBe(1);
  });

  it('rejects after its timeout, not before', async () => {
    const { registry, clock } = make();
    const waiting = registry.whenRegistered('ann', { timeout: 100 });
    let settled = false;
    void waiting.catch(() => (settled = true));
    clock.advance(99);
    await Promise.resolve();
    expect(settled).toBe(false);
    clock.advance(1);
    const error = await rejection(waiting);
    expect(error.code).toBe('WAIT_TIMEOUT');
    expect(error.message).toMatch(/Nobody registered 'ann' in registry 'users' within 100 ms/);
  });

  it.each([0, 1])('who gives up leaves the others waiting, whoever came first', async (who) => {
    const { registry } = make();
    const controllers = [new AbortController(), new AbortController()];
    const waiting = controllers.map(({ signal }) => registry.whenRegistered('a', { signal }));
    controllers[who]!.abort('enough');
    expect(await rejection<string>(waiting[who]!)).toBe('enough');
    registry.register('a', 1);
    expect((await waiting[1 - who])?.value).toBe(1);
  });

  it('rejects with the signal’s reason', async () => {
    const { registry } = make();
    const controller = new AbortController();
    const waiting = registry.whenRegistered('a', { signal: controller.signal });
    controller.abort('enough');
    expect(await rejection<string>(waiting)).toBe('enough');
  });

  it('rejects with the signal’s reason when it has aborted before, present or not', async () => {
    const { registry } = make();
    expect(await rejection(registry.whenRegistered('a', { signal: AbortSignal.abort('no') }))).toBe(
      'no',
    );
  });

  it('rejects when the registry closes, and afterwards', async () => {
    const { registry } = make();
    const waiting = registry.whenRegistered('a');
    registry.close();
    expect((await rejection(waiting)).code).toBe('REGISTRY_CLOSED');
    expect((await rejection(registry.whenRegistered('a'))).code).toBe('REGISTRY_CLOSED');
  });

  it.each(['comes', 'is there', 'does not come', 'aborts', 'closes'])(
    'leaves no timer and no listener behind when it %s',
    async (how) => {
      const { registry, clock } = make();
      const controller = new AbortController();
      const { signal } = controller;
      if (how === 'is there') registry.register('a', 1);
      const settled = registry.whenRegistered('a', { timeout: 10, signal }).catch(() => undefined);
      if (how === 'comes') registry.register('a', 1);
      if (how === 'does not come') clock.advance(10);
      if (how === 'aborts') controller.abort();
      if (how === 'closes') registry.close();
      await settled;
      expect(clock.pending).toBe(0);
      expect(getEventListeners(signal, 'abort')).toEqual([]);
    },
  );

  it('lets 1,000 waiters give up in any order at a constant cost', async () => {
    const giveUp = async (size: number): Promise<number> => {
      const { registry } = make();
      const controllers = Array.from({ length: size }, () => new AbortController());
      const waiting = controllers.map(({ signal }) => registry.whenRegistered('a', { signal }));
      const steps = countOperations(() => {
        for (let i = 0; i < size; i++) controllers[(i * 7) % size]!.abort();
      });
      await Promise.allSettled(waiting);
      return steps / size;
    };
    expect(await giveUp(1000)).toBeLessThan((await giveUp(50)) * 1.2);
  });

  it('costs who registers nothing once nobody waits any more', async () => {
    const { registry, clock } = make();
    const comeAndGo = () => registry.register(['b'], 1).unregister();
    comeAndGo();
    const before = countOperations(comeAndGo);
    const waiting = registry.whenRegistered(['a'], { timeout: 1 });
    expect(countOperations(comeAndGo)).toBeGreaterThan(before);
    clock.advance(1);
    await rejection(waiting);
    expect(countOperations(comeAndGo)).toBe(before);
  });

  it('never throws: what is wrong is a rejection', async () => {
    const { registry } = make();
    expect((await rejection(registry.whenRegistered(new Map()))).code).toBe('INVALID_KEY');
    expect(() => caught(() => registry.whenRegistered('x'))).toThrow('Nothing was thrown');
  });
});
