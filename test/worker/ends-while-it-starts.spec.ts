import { Registry, type Owner } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

class Job {
  onNews(): void {}
}

it('is not visible when it is stopped while its topics are computed', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const topics = (): string => {
    void supervised.workers.stop('ann');
    return 'news';
  };
  const supervised = supervise(Job, {
    subscriptions: () => [{ registry: events, topics, method: 'onNews' }],
  });
  const { workers, registry, clock, log } = supervised;
  expect(await rejection(workers.start('ann'))).toMatchObject({ code: 'WORKER_TERMINATED' });
  clock.advance(5_000);
  expect([registry.size, events.size, workers.count(), log()]).toEqual([0, 0, 0, ['stopped ann']]);
});

it('leaves no subscription when computing one of its topics stops it and throws', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const topics = (): never => {
    void supervised.workers.stop('ann');
    throw new Error('no topic');
  };
  const supervised = supervise(Job, {
    subscriptions: () => [
      { registry: events, topics: ['news'], method: 'onNews' },
      { registry: events, topics, method: 'onNews' },
    ],
  });
  const { workers, registry, log } = supervised;
  expect(await rejection(workers.start('ann'))).toMatchObject({ code: 'WORKER_TERMINATED' });
  await turn();
  expect([registry.size, events.size, workers.count(), log()]).toEqual([0, 0, 0, ['stopped ann']]);
});

it('subscribes to nothing when it was stopped in its onStart', async () => {
  const gate = new Gate();
  class Slow extends Job {
    onStart(_name: string): Promise<void> {
      return gate.opened;
    }
  }
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const subscribed: unknown[] = [];
  events.changes().subscribe((change) => subscribed.push(change));
  const { workers } = supervise(Slow, {
    subscriptions: () => [{ registry: events, topics: ['news'], method: 'onNews' }],
  });
  const starting = rejection(workers.start('ann'));
  const stopping = workers.stop('ann');
  gate.open();
  await Promise.all([starting, stopping]);
  expect(subscribed).toEqual([]);
});

it('ends once when its owner is terminated by who is told of its first subscription', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const { workers, registry, log } = supervise(Job, {
    restart: 'temporary',
    subscriptions: () => [{ registry: events, topics: ['news', 'rumours'], method: 'onNews' }],
  });
  events.changes().subscribe((change) => {
    if (change.type === 'registered') (change.entry.owner as Owner).terminate();
  });
  expect(await rejection(workers.start('ann'))).toMatchObject({ code: 'WORKER_TERMINATED' });
  expect([registry.size, events.size, workers.count(), log()]).toEqual([0, 0, 0, ['stopped ann']]);
});

it('is no child any more when it is stopped by who is told of its name', async () => {
  const { workers, registry } = supervise(Job, { idleTimeout: 1_000 });
  registry.changes().subscribe(({ type, entry: { key } }) => {
    if (type === 'registered' && key === 'bob') void workers.stop('bob');
  });
  await workers.start('ann');
  await rejection(workers.start('bob'));
  expect(workers.children().map(({ key }) => key)).toEqual(['ann']);
});

it.each([Infinity, 100])(
  'does not run onStart when it is stopped before it is made, with a shutdownTimeout of %d',
  async (shutdownTimeout) => {
    const made = new Gate();
    const lines: string[] = [];
    class Slow {
      onStart(_name: string): void {
        lines.push('started');
      }
      onStop(): void {
        lines.push('stopped');
      }
    }
    const create = async (): Promise<Slow> => {
      await made.opened;
      return new Slow();
    };
    const { workers, clock, log } = supervise(Slow, { create, shutdownTimeout });
    const starting = rejection(workers.start('ann'));
    const stopping = workers.stop('ann');
    clock.advance(100);
    made.open();
    await Promise.all([starting, stopping]);
    await turn();
    expect([lines, log()]).toEqual([[], ['stopped ann']]);
  },
);
