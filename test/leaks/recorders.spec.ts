import { Registry } from 'nestjs-registry';
import { recordMessages } from 'nestjs-registry/testing';
import { growth, growthOfAll, isCollected, NOTHING, PATIENCE } from '../support/heap.js';

it(
  'the heap is where it was after 100,000 recorders',
  async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const round = (n: number): void => {
      const recorder = recordMessages(registry);
      registry.emit('news', n);
      recorder.stop();
    };
    expect(await growth(round)).toBeLessThan(NOTHING);
  },
  PATIENCE,
);

it(
  'a recorder keeps nothing of 100,000 messages that it was told to forget',
  async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const recorder = recordMessages(registry);
    const round = (n: number): void => {
      registry.emit('news', { n });
      recorder.clear();
    };
    expect(await growth(round)).toBeLessThan(NOTHING);
    recorder.stop();
  },
  PATIENCE,
);

it(
  'a recorder keeps nothing of 20,000 who waited for a message, and got it or gave up',
  async () => {
    const registry = new Registry({ keys: 'duplicate' });
    const recorder = recordMessages(registry);
    const round = async (n: number): Promise<void> => {
      const controller = new AbortController();
      const got = recorder.next('news', { timeout: 60_000, signal: controller.signal });
      const gaveUp = recorder.next('silence', { timeout: 60_000, signal: controller.signal });
      registry.emit('news', n);
      controller.abort();
      await Promise.allSettled([got, gaveUp]);
      recorder.clear();
    };
    expect(await growthOfAll(round, 20_000)).toBeLessThan(NOTHING);
    recorder.stop();
  },
  PATIENCE,
);

it('a registry that was recorded is collected, and so is what was published in it', async () => {
  const collected = await isCollected(() => {
    const registry = new Registry({ keys: 'duplicate' });
    const recorder = recordMessages(registry);
    registry.emit('news', registry);
    recorder.stop();
    return registry;
  });
  expect(collected).toBe(true);
});
