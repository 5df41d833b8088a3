import { consistentHash, leastLoaded, random, Registry, type PickStrategy } from 'nestjs-registry';
import { supervise, turn } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';
import { fail, no } from './hostile.js';

const unhandled = new UnhandledErrors();

describe('an asynchronous function where none is awaited', () => {
  const asynchronous = (async () => fail()) as () => never;

  it.each<[string, () => PickStrategy]>([
    ['a strategy', () => asynchronous],
    ['the load of leastLoaded', () => leastLoaded(asynchronous)],
    ['the source of random', () => random(asynchronous)],
    ['the name of consistentHash', () => consistentHash('a', { by: asynchronous })],
  ])('as %s is refused, and its rejection ends no process', async (_, strategy) => {
    const registry = new Registry({ keys: 'unique' });
    registry.register('a', 1);
    expect(() => registry.pick('a', strategy())).toThrow(
      expect.objectContaining({ code: 'INVALID_PICK' }),
    );
    expect(await unhandled.take()).toEqual([]);
  });

  it('as `by` of presence errors its observer, and ends no process', async () => {
    const registry = new Registry({ keys: 'unique' });
    const errors: unknown[] = [];
    registry
      .presence('a', { by: asynchronous })
      .subscribe({ error: (error) => errors.push(error) });
    registry.register('a', 1);
    expect(errors).toEqual([expect.objectContaining({ code: 'INVALID_KEY' })]);
    expect(await unhandled.take()).toEqual([]);
  });

  it('as a filter of changes errors its observer, and ends no process', async () => {
    const registry = new Registry({ keys: 'unique' });
    const errors: unknown[] = [];
    registry.changes(asynchronous).subscribe({ error: (error) => errors.push(error) });
    registry.register('a', 1);
    expect(errors).toEqual([expect.objectContaining({ code: 'INVALID_ARGUMENT' })]);
    expect(await unhandled.take()).toEqual([]);
  });

  it('as the name of a worker fails its start, and ends no process', async () => {
    class Worker {}
    const { workers } = supervise(Worker, { key: asynchronous });
    await expect(workers.start()).rejects.toMatchObject({ code: 'INVALID_KEY' });
    expect(await unhandled.take()).toEqual([]);
  });

  it('as crashOn says nothing, and ends no process', async () => {
    class Worker {
      ask(): void {
        fail();
      }
    }
    const { workers } = supervise(Worker, { crashOn: asynchronous });
    const ref = await workers.start('a');
    await expect(ref.call.ask()).rejects.toBe(no);
    await turn();
    expect(ref.status).toBe('running');
    expect(await unhandled.take()).toEqual([]);
  });
});
