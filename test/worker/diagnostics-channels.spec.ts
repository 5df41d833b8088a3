import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import {
  Registry,
  WorkerNotFoundError,
  WorkerSupervisor,
  WorkerTerminatedError,
} from 'nestjs-registry';

class Counter {
  #n = 0;

  add(n: number): number {
    return (this.#n += n);
  }

  crash(): never {
    throw new Error('crashed');
  }
}

function make(): WorkerSupervisor<Counter> {
  return new WorkerSupervisor(Counter, {
    registry: new Registry({ name: 'counters', keys: 'unique' }),
    key: () => 'visits',
    create: () => new Counter(),
    restart: 'temporary',
    logErrors: false,
  });
}

/** What is published on a channel while `run` runs. */
async function seenOn(name: string, run: () => Promise<void>): Promise<unknown[]> {
  const seen: unknown[] = [];
  const listener = (event: unknown): void => void seen.push(event);
  subscribe(name, listener);
  try {
    await run();
  } finally {
    unsubscribe(name, listener);
  }
  return seen;
}

it('publishes each call and each cast that is taken', async () => {
  const counters = make();
  const ref = await counters.start();
  const seen = await seenOn('nestjs-registry:call', async () => {
    await ref.call.add(1);
    ref.cast.add(2);
    await expect(counters.via('nobody').call.add(3)).rejects.toThrow(WorkerNotFoundError);
    await counters.close();
    await expect(ref.call.add(4)).rejects.toThrow(WorkerTerminatedError);
    expect(() => {
      ref.cast.add(5);
    }).toThrow(WorkerTerminatedError);
  });
  expect(seen).toEqual([
    { worker: 'Counter', key: 'visits', method: 'add', args: [1], replies: true },
    { worker: 'Counter', key: 'visits', method: 'add', args: [2], replies: false },
  ]);
});

it('refuses a message when a subscriber of the channel ends the worker that it is for', async () => {
  const counters = make();
  const ref = await counters.start();
  const end = (): void => void counters.stop('visits');
  subscribe('nestjs-registry:call', end);
  try {
    await expect(ref.call.add(1)).rejects.toThrow(WorkerTerminatedError);
    const next = await counters.start();
    expect(() => {
      next.cast.add(1);
    }).toThrow(WorkerTerminatedError);
  } finally {
    unsubscribe('nestjs-registry:call', end);
  }
});

it('publishes starts, crashes and ends', async () => {
  const seen = await seenOn('nestjs-registry:worker', async () => {
    const counters = make();
    (await counters.start()).cast.crash();
    await counters.close();
  });
  expect(seen).toMatchObject([
    { type: 'started', worker: 'Counter', key: 'visits', restarts: 0 },
    { type: 'crashed', method: 'crash', error: new Error('crashed') },
    { type: 'stopped', reason: 'crashed' },
  ]);
});

it('publishes nothing where nobody listens', () => {
  expect(channel('nestjs-registry:call').hasSubscribers).toBe(false);
  expect(channel('nestjs-registry:worker').hasSubscribers).toBe(false);
});
