import { of } from 'rxjs';
import { Owner, type Registration } from 'nestjs-registry';
import { brief, makeEvents } from '../support/events.js';
import { supervise } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { no } from './hostile.js';

const unhandled = new UnhandledErrors();

/** What a handler does when it has ended its own subscription. */
const DEEDS: [string, () => unknown, unknown][] = [
  [
    'throws',
    () => {
      throw no;
    },
    'failed',
  ],
  ['rejects', () => Promise.reject(no), 'failed'],
  ['resolves', () => Promise.resolve('late'), 'late'],
  ['returns', () => 'at once', 'at once'],
  ['returns an observable', () => of(1), 'cancelled'],
];

const ENDS: [string, (registration: Registration, owner: Owner) => void][] = [
  ['unregisters itself', (registration) => registration.unregister()],
  ['terminates its owner', (_registration, owner) => owner.terminate()],
];

describe.each(ENDS)('a handler that %s', (_, end) => {
  describe.each([0, 1, 40])('with %i others', (others) => {
    /** The handler, in the middle of the others. */
    function crowd(deed: () => unknown) {
      const { registry, failures } = makeEvents();
      const owner = new Owner();
      const before = Math.floor(others / 2);
      let heard = 0;
      for (let i = 0; i < before; i++) registry.subscribe('a', () => heard++);
      const leaving: Registration = registry.subscribe(
        'a',
        () => {
          end(leaving, owner);
          return deed();
        },
        { owner },
      );
      for (let i = before; i < others; i++) registry.subscribe('a', () => heard++);
      return { registry, failures, leaving, before, heard: () => heard };
    }

    it.each(DEEDS)('and then %s affects nobody else', async (_name, deed, outcome) => {
      const { registry, failures, leaving, heard } = crowd(deed);
      expect(registry.emit('a', 1)).toBe(others + 1);
      await registry.whenIdle();
      expect(heard()).toBe(others);
      expect(failures.map(({ entry }) => entry)).toEqual(
        outcome === 'failed' ? [leaving.entry] : [],
      );
      expect(registry.stats()).toMatchObject({ entries: others, inFlight: 0 });
      expect(await unhandled.take()).toEqual([]);
    });

    it.each(DEEDS)('and then %s is one delivery', async (_name, deed, outcome) => {
      const { registry, before, heard } = crowd(deed);
      const deliveries = await registry.dispatch('a', 1).settled();
      expect(deliveries).toHaveLength(others + 1);
      expect(brief(deliveries[before]!)).toBe(outcome);
      expect(heard()).toBe(others);
      expect(await unhandled.take()).toEqual([]);
    });
  });
});

it('a worker that crashes over a message keeps it from no other subscriber', async () => {
  class Worker {
    onMessage(): void {
      throw no;
    }
  }
  const { registry, failures } = makeEvents();
  const { workers } = supervise(Worker, {
    subscriptions: () => [{ registry, topics: ['a'], method: 'onMessage' }],
  });
  await workers.start('crashes');
  let heard = 0;
  registry.subscribe('a', () => heard++);
  expect(registry.emit('a', 1)).toBe(2);
  expect(heard).toBe(1);
  expect(failures.map(({ error }) => error)).toEqual([no]);
});
