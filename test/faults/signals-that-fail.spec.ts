import { Registry } from 'nestjs-registry';
import { makeEvents } from '../support/events.js';
import { Gate, supervise } from '../support/supervise.js';
import { fail, no } from './hostile.js';

/** A signal that lets nobody listen. */
function deaf(): AbortSignal {
  return Object.assign(new AbortController().signal, { addEventListener: fail });
}

it('subscribing with a signal that lets nobody listen is refused, and leaves nothing', () => {
  const { registry } = makeEvents();
  expect(() => registry.subscribe('a', () => undefined, { signal: deaf() })).toThrow(no);
  expect(registry.stats()).toMatchObject({ entries: 0, keys: 0, owners: 0 });
  expect(registry.emit('a', 1)).toBe(0);
});

it('a lock goes to the next when who waited for it with such a signal is refused', async () => {
  const registry = new Registry({ keys: 'unique' });
  const gate = new Gate();
  const first = registry.lock('a', () => gate.opened);
  const refused = registry.lock('a', () => 'never', { signal: deaf() });
  const next = registry.lock('a', () => 'next');
  await expect(refused).rejects.toBe(no);
  gate.open();
  await first;
  expect(await next).toBe('next');
});

it('a call with such a signal is refused, and the worker goes on', async () => {
  const gate = new Gate();
  class Worker {
    async ask(): Promise<string> {
      await gate.opened;
      return 'answer';
    }
  }
  const { workers } = supervise(Worker);
  const ref = await workers.start('a');
  await expect(ref.with({ signal: deaf() }).call.ask()).rejects.toBe(no);
  gate.open();
  expect(await ref.call.ask()).toBe('answer');
});
