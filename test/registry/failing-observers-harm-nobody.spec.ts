import { config, map, type Observable } from 'rxjs';
import { Registry, WorkerSupervisor } from 'nestjs-registry';

/** What RxJS would throw where nobody can catch it. */
let unhandled: unknown[];

beforeEach(() => {
  unhandled = [];
  config.onUnhandledError = (error) => unhandled.push(error);
});

afterEach(() => {
  config.onUnhandledError = null;
});

const turn = () => new Promise((resolve) => setImmediate(resolve));

/** An observer whose operator fails at the last of so many, which ends it, and whose finalizer fails at that. */
function failAt(observable: Observable<unknown>, last = 1): void {
  let told = 0;
  const failing = map(() => {
    if (++told === last) throw new Error('operator');
  });
  const observer = { error: () => undefined };
  observable
    .pipe(failing)
    .subscribe(observer)
    .add(() => {
      throw new Error('finalizer');
    });
}

async function expectReported(): Promise<void> {
  await turn();
  expect(unhandled).toHaveLength(1);
}

it('an observer of changes', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  failAt(registry.changes());
  const told: string[] = [];
  registry.changes().subscribe(({ type }) => told.push(type));
  expect(registry.register('a', 1).active).toBe(true);
  registry.register('a', 2);
  expect(told).toEqual(['registered', 'registered']);
  // Between the two is an operator of RxJS's own, which lets nothing through.
  await turn();
});

it('a filter of changes', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  const filter = (): never => {
    throw new Error('filter');
  };
  failAt(registry.changes(filter));
  const told: string[] = [];
  registry.changes().subscribe(({ type }) => told.push(type));
  expect(registry.register('a', 1).active).toBe(true);
  expect(told).toEqual(['registered']);
  await expectReported();
});

it('an observer of presence', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.presence('a').subscribe();
  failAt(registry.presence('a'), 2);
  const told: number[] = [];
  registry.presence('a').subscribe(({ joins }) => told.push(joins.length));
  expect(registry.register('a', 1).active).toBe(true);
  expect(told).toEqual([0, 1]);
  await expectReported();
});

it('the groups of presence', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  let asked = 0;
  const by = (): string => {
    if (asked++ > 0) throw new Error('groups');
    return 'all';
  };
  registry.register('a', 1);
  const errors: unknown[] = [];
  registry
    .presence('a', { by })
    .subscribe({ error: (error: unknown) => errors.push(error) })
    .add(() => {
      throw new Error('finalizer');
    });
  const told: number[] = [];
  registry.presence('a').subscribe(({ joins }) => told.push(joins.length));
  expect(registry.register('a', 2).active).toBe(true);
  expect(told).toEqual([1, 1]);
  expect(errors).toEqual([new Error('groups')]);
  await expectReported();
});

it('an observer of errors', async () => {
  const registry = new Registry({ keys: 'duplicate', logErrors: false });
  failAt(registry.errors);
  const told: unknown[] = [];
  registry.errors.subscribe(({ error }) => told.push(error));
  registry.subscribe('a', () => {
    throw new Error('handler');
  });
  registry.subscribe('a', () => 1);
  expect(registry.emit('a', 1)).toBe(2);
  expect(told).toEqual([new Error('handler')]);
  await expectReported();
});

it('an observer of deliveries', async () => {
  const registry = new Registry({ keys: 'duplicate' });
  registry.subscribe('a', async () => 1);
  const dispatch = registry.dispatch('a', 1);
  failAt(dispatch);
  const told: string[] = [];
  dispatch.subscribe(({ status }) => told.push(status));
  expect(await dispatch.settled()).toHaveLength(1);
  await registry.whenIdle();
  expect(told).toEqual(['delivered']);
  expect(registry.stats().inFlight).toBe(0);
  await expectReported();
});

it('an observer of workers', async () => {
  class Job {}
  const registry = new Registry({ keys: 'unique' });
  const jobs = new WorkerSupervisor(Job, {
    registry,
    key: () => 'job',
    create: () => new Job(),
  });
  failAt(jobs.events);
  const told: string[] = [];
  jobs.events.subscribe(({ type }) => told.push(type));
  const ref = await jobs.start();
  expect(ref.status).toBe('running');
  expect(await jobs.stop('job')).toBe(true);
  expect(told).toEqual(['started', 'stopped']);
  await expectReported();
});
