import { of, Subject, throwError, timer, map } from 'rxjs';
import { Registry, type MessageContext, type WorkerSubscription } from 'nestjs-registry';
import { Gate, supervise, turn } from '../support/supervise.js';

const failures: unknown[] = [];

function listener(mailboxLimit = Infinity) {
  failures.length = 0;
  const events = new Registry({
    name: 'events',
    keys: 'duplicate',
    onError: ({ error }) => failures.push(error),
  });
  const heard: string[] = [];
  const gate = new Gate();
  class Listener {
    #name = '';
    onStart(name: string): void {
      this.#name = name;
    }
    get topic(): readonly string[] {
      return ['for', this.#name];
    }
    async onMessage(message: string, context: MessageContext): Promise<string> {
      if (message === 'wait') await gate.opened;
      if (message === 'fail') throw new Error('cannot hear');
      heard.push(`${this.#name}: ${message}`);
      return `${(context.topic as string[]).join()}`;
    }
    onNews(message: string): void {
      heard.push(`${this.#name} read ${message}`);
    }
    read(message: string): string {
      return message;
    }
  }
  const subscriptions: WorkerSubscription<Listener>[] = [
    { registry: events, topics: (self) => self.topic, method: 'onMessage' },
    { registry: events, topics: ['news', 'weather'], method: 'onNews', options: { value: 1 } },
  ];
  const supervised = supervise(Listener, { subscriptions: () => subscriptions, mailboxLimit });
  return { ...supervised, published: events, heard, gate };
}

it('delivers while the worker runs, to topics that are computed from it or given', async () => {
  const { workers, published, heard } = listener();
  await workers.start('ann');
  await workers.start('bob');
  const [delivery] = await published.dispatch(['for', 'ann'], 'hello').settled();
  expect(delivery).toMatchObject({
    status: 'delivered',
    handler: 'Listener.onMessage',
    value: 'for,ann',
  });
  expect([published.emit('news', 'x'), published.emit('weather', 'y')]).toEqual([2, 2]);
  expect(heard).toEqual(['ann: hello', 'ann read x', 'bob read x', 'ann read y', 'bob read y']);
  expect(published.lookup('news').map(({ value }) => value)).toEqual([1, 1]);
});

it('asks what it is subscribed to once, however many workers there are', async () => {
  let asked = 0;
  class Deaf {}
  const subscriptions = (): [] => {
    asked++;
    return [];
  };
  const { workers } = supervise(Deaf, { subscriptions });
  expect(asked).toBe(0);
  for (const name of ['ann', 'bob', 'cid']) await workers.start(name);
  expect(asked).toBe(1);
});

it('is owned by the owner of the worker', async () => {
  const { workers, registry, published } = listener();
  await workers.start('ann');
  expect(published.keys(registry.whereis('ann')!)).toEqual([['for', 'ann'], 'news', 'weather']);
});

it('waits in the mailbox like any message; its delivery settles when it has been handled', async () => {
  const { workers, published, heard, gate } = listener();
  const ref = await workers.start('ann');
  const first = published.dispatch(['for', 'ann'], 'wait').settled();
  const second = published.dispatch('news', 'x');
  const read = ref.call.read('y');
  const settled: string[] = [];
  second.subscribe(({ status }) => settled.push(status));
  await turn();
  expect([heard, settled]).toEqual([[], []]);
  gate.open();
  expect((await first).map(({ status }) => status)).toEqual(['delivered']);
  expect(await read).toBe('y');
  expect([heard, settled]).toEqual([['ann: wait', 'ann read x'], ['delivered']]);
});

it('is over at the stop: what is published then reaches nobody', async () => {
  const { workers, published, heard, gate } = listener();
  await workers.start('ann');
  published.emit(['for', 'ann'], 'wait');
  const stopping = workers.stop('ann');
  expect([published.emit('news', 'late'), published.size]).toEqual([0, 0]);
  gate.open();
  await stopping;
  expect([published.emit(['for', 'ann'], 'later'), heard]).toEqual([0, ['ann: wait']]);
});

it('fails the deliveries that wait when the worker ends', async () => {
  const { workers, published, gate } = listener();
  await workers.start('ann');
  published.emit(['for', 'ann'], 'wait');
  const waiting = published.dispatch('news', 'x').settled();
  const stopping = workers.stop('ann');
  expect(await waiting).toMatchObject([{ status: 'failed', error: { code: 'WORKER_TERMINATED' } }]);
  gate.open();
  await stopping;
});

it('makes a failing handler a failed delivery, and a crash', async () => {
  const { workers, published, clock, events } = listener();
  const ref = await workers.start('ann');
  const deliveries = await published.dispatch(['for', 'ann'], 'fail').settled();
  expect(deliveries).toMatchObject([{ status: 'failed', error: new Error('cannot hear') }]);
  expect(events.at(-1)).toMatchObject({ type: 'crashed', method: 'onMessage' });
  expect(published.size).toBe(0);
  clock.advance(100);
  await turn();
  expect([ref.status, published.size]).toEqual(['running', 3]);
});

it('reports a message for a full mailbox as a failed delivery', async () => {
  const { workers, published, gate } = listener(1);
  await workers.start('ann');
  published.emit(['for', 'ann'], 'wait');
  published.emit('news', 'x');
  published.emit('news', 'y');
  expect(failures).toMatchObject([{ code: 'MAILBOX_FULL' }]);
  gate.open();
});

it('awaits observables, the next message included', async () => {
  const published = new Registry({ name: 'events', keys: 'duplicate', logErrors: false });
  const heard: number[] = [];
  class Streams {
    onCount(count: number) {
      if (count < 0) return throwError(() => new RangeError('negative'));
      if (count === 0) return of();
      return timer(1).pipe(map(() => (heard.push(count), count)));
    }
  }
  const { workers } = supervise(Streams, {
    subscriptions: () => [{ registry: published, topics: ['count'], method: 'onCount' }],
    restart: 'temporary',
  });
  await workers.start('a');
  const dispatches = [2, 0, 1, -1].map((count) => published.dispatch('count', count).settled());
  const outcomes = (await Promise.all(dispatches)).flat();
  expect(outcomes).toMatchObject([
    { value: 2 },
    { value: undefined },
    { value: 1 },
    { status: 'failed', error: new RangeError('negative') },
  ]);
  expect(heard).toEqual([2, 1]);
});

it('fails the start when it cannot be made, and leaves nothing behind', async () => {
  const published = new Registry({ name: 'events', keys: 'duplicate' });
  const stops: string[] = [];
  class Wrong {
    onStop(reason: string): void {
      stops.push(reason);
    }
    on(): void {}
  }
  const { workers, registry } = supervise(Wrong, {
    subscriptions: () => [
      { registry: published, topics: ['fine'], method: 'on' },
      { registry: published, topics: () => undefined as never, method: 'on' },
    ],
  });
  await expect(workers.start('a')).rejects.toThrow('cannot be a key');
  await turn();
  expect([published.size, registry.size, workers.count(), stops]).toEqual([0, 0, 0, ['crashed']]);
});

it('is busy with an observable that a subscription returns until that completes, also without a value', async () => {
  const events = new Registry({ name: 'events', keys: 'duplicate' });
  const subject = new Subject<string>();
  class Follower {
    onMessage(): Subject<string> {
      return subject;
    }
    ping(): string {
      return 'pong';
    }
  }
  const { workers, log } = supervise(Follower, {
    subscriptions: () => [{ registry: events, topics: ['news'], method: 'onMessage' }],
  });
  const ref = await workers.start('a');
  const settled = events.dispatch('news', 1).settled();
  const told: string[] = [];
  const call = ref.call.ping().then((pong) => told.push(pong));
  await turn();
  expect(told).toEqual([]);
  subject.complete();
  expect(await settled).toMatchObject([{ status: 'delivered', value: undefined }]);
  await call;
  expect([told, log()]).toEqual([['pong'], ['started a']]);
});
