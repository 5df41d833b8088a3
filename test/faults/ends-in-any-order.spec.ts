import { Injectable } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import {
  getRegistryToken,
  getSupervisorToken,
  Owner,
  provideWorkers,
  Registered,
  Registry,
  RegistryModule,
  Subscribe,
  Worker,
  WorkerSupervisor,
  type Key,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';
import { passing } from '../support/passing.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();

/** Every order of them. */
function* ordersOf<T>(things: readonly T[]): IterableIterator<readonly T[]> {
  if (things.length === 0) yield [];
  for (const [index, first] of things.entries()) {
    const others = things.filter((_, place) => place !== index);
    for (const order of ordersOf(others)) yield [first, ...order];
  }
}

type Ends = Readonly<Record<string, () => unknown>>;

interface World {
  readonly clock: ManualClock;
  readonly ends: Ends;
  readonly registries: readonly Registry[];
  readonly supervisors: readonly WorkerSupervisor<never>[];
}

class Peer {
  async onStart(_key: Key, ask?: () => Promise<unknown>): Promise<void> {
    await passing(1);
    this.#ask = ask;
  }

  #ask: (() => Promise<unknown>) | undefined;

  async onStop(): Promise<void> {
    // To whom it says good-bye may have gone before.
    await this.#ask?.().catch(() => undefined);
  }

  async work(): Promise<string> {
    await passing(2);
    return 'worked';
  }
}

/** Two registries and two supervisors that know each other, and an owner in both. */
async function world(): Promise<World> {
  const clock = new ManualClock();
  const options = { clock, logErrors: false } as const;
  const names = new Registry({ name: 'names', keys: 'unique', ...options });
  const events = new Registry({ name: 'events', keys: 'duplicate', ...options });
  const owner = new Owner();
  const supervisor = (name: string): WorkerSupervisor<Peer> =>
    new WorkerSupervisor(Peer, {
      registry: names,
      key: (key) => [name, key],
      create: () => new Peer(),
      subscriptions: () => [{ registry: events, topics: ['work'], method: 'work' }],
      shutdownTimeout: 100,
      logErrors: false,
    });
  const ones = supervisor('ones');
  const others = supervisor('others');
  for (const [mine, theirs, name] of [
    [ones, others, 'others'],
    [others, ones, 'ones'],
  ] as const) {
    for (const key of ['a', 'b']) await mine.start(key, () => theirs.via([name, key]).call.work());
  }
  names.register('owned', 1, { owner, ttl: 1_000 });
  events.subscribe('work', () => passing(3), { owner, concurrency: 1 });
  events.subscribe('work', () => events.emit('more', 1), { owner });
  names.changes().subscribe(() => undefined);
  owner.onTerminate(() => names.lookup('owned'));
  for (let i = 0; i < 2; i++) events.emit('work', i);
  const ends: Ends = {
    names: () => names.close(),
    events: () => events.close(),
    ones: () => ones.close(),
    others: () => others.close(),
    owner: () => owner.terminate(),
  };
  return {
    clock,
    ends,
    registries: [names, events],
    supervisors: [ones, others] as unknown as readonly WorkerSupervisor<never>[],
  };
}

const NOTHING = {
  open: 0,
  entries: 0,
  keys: 0,
  owners: 0,
  inFlight: 0,
  workers: 0,
  timers: 0,
  fatal: 0,
};

/** What is left when everything has ended. */
async function left(
  { clock, registries, supervisors }: World,
  ending: Promise<unknown>,
): Promise<typeof NOTHING> {
  await clock.advanceAsync(10_000);
  await ending;
  await new Promise((resolve) => setImmediate(resolve));
  const counts = registries.map((registry) => registry.stats());
  const sum = (name: 'entries' | 'keys' | 'owners' | 'inFlight'): number =>
    counts.reduce((total, stats) => total + stats[name], 0);
  return {
    open: registries.filter(({ closed }) => !closed).length,
    entries: sum('entries'),
    keys: sum('keys'),
    owners: sum('owners'),
    inFlight: sum('inFlight'),
    workers: supervisors.reduce((total, supervisor) => total + supervisor.count(), 0),
    timers: clock.pending,
    fatal: (await unhandled.take()).length,
  };
}

/** Each when the one before has ended, or all of them at once. */
async function endAll(ends: readonly (() => unknown)[], atOnce: boolean): Promise<void> {
  if (atOnce) await Promise.all(ends.map(async (end) => end()));
  else for (const end of ends) await end();
}

const NAMES = ['names', 'events', 'ones', 'others', 'owner'] as const;

describe.each([...ordersOf(NAMES)].map((order) => [order.join(', '), order] as const))(
  'ends in the order %s leave nothing',
  (_, order) => {
    it.each(['one after the other', 'all at once, and twice'])('%s', async (how) => {
      const made = await world();
      const atOnce = how !== 'one after the other';
      const names = atOnce ? [...order, ...order] : order;
      const ends = names.map((name) => made.ends[name]!);
      expect(await left(made, endAll(ends, atOnce))).toEqual(NOTHING);
    });
  },
);

@Injectable()
class Handlers {
  @Subscribe('work')
  async onWork(): Promise<void> {
    await passing(3);
  }

  @Subscribe('work', { enhancers: true, concurrency: 1 })
  async onWorkInOrder(): Promise<void> {
    await passing(2);
  }
}

@Worker({ registry: 'names', shutdownTimeout: 100 })
@Registered((key: Key) => key)
class Working extends Peer {
  @Subscribe('work')
  override async work(): Promise<string> {
    return super.work();
  }
}

async function application(): Promise<World> {
  const clock = new ManualClock();
  const options = { clock, logErrors: false, shutdownTimeout: 100 };
  const app = await Test.createTestingModule({
    imports: [
      RegistryModule.forRoot([
        { keys: 'duplicate', ...options },
        { name: 'names', keys: 'unique', ...options },
      ]),
    ],
    providers: [Handlers, ...provideWorkers(Working)],
  }).compile();
  await app.init();
  const events = app.get(Registry);
  const names = app.get<Registry>(getRegistryToken('names'));
  const workers = app.get<WorkerSupervisor<Working>>(getSupervisorToken(Working));
  await Promise.all(['a', 'b'].map((key) => workers.start(key)));
  events.emit('work', 1);
  return {
    clock,
    ends: {
      application: () => app.close(),
      events: () => events.close(),
      names: () => names.close(),
      workers: () => workers.close(),
    },
    registries: [events, names],
    supervisors: [workers as unknown as WorkerSupervisor<never>],
  };
}

const PARTS = ['application', 'events', 'names', 'workers'] as const;

describe.each([...ordersOf(PARTS)].map((order) => [order.join(', '), order] as const))(
  'of an application, ends in the order %s leave nothing',
  (_, order) => {
    it.each(['one after the other', 'all at once'])('%s', async (how) => {
      const made = await application();
      const ends = order.map((name) => made.ends[name]!);
      expect(await left(made, endAll(ends, how === 'all at once'))).toEqual(NOTHING);
    });
  },
);

it('two applications of one process can be closed in the middle of each other', async () => {
  const worlds = await Promise.all([application(), application()]);
  const [one, other] = worlds;
  const closed = Promise.resolve(one!.ends['application']!());
  await passing(5);
  const both = Promise.all([closed, other!.ends['application']!()]);
  expect(await left(other!, both)).toEqual(NOTHING);
  expect(await left(one!, both)).toEqual(NOTHING);
});
