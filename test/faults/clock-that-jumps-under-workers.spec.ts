import { CallTimeoutError, type WorkerSupervisorOptions } from 'nestjs-registry';
import { supervise, turn } from '../support/supervise.js';
import { FaultyClock } from './faulty-clock.js';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;

const JUMPS: [string, (clock: FaultyClock) => void][] = [
  ['goes back by hours', (clock) => clock.jump(-HOUR)],
  ['goes on by years', (clock) => clock.jump(YEARS)],
  [
    'stands still for a while',
    (clock) => {
      clock.show(clock.now());
      clock.advance(10_000);
      clock.recover();
    },
  ],
  [
    'tells no number for a while',
    (clock) => {
      clock.show(NaN);
      clock.advance(10_000);
      clock.recover();
    },
  ],
];

class Worker {
  never(): Promise<never> {
    return new Promise(() => undefined);
  }

  crash(): void {
    throw new Error('crash');
  }

  ok(): string {
    return 'ok';
  }
}

function workersOf(options: Partial<WorkerSupervisorOptions<Worker>>) {
  const clock = new FaultyClock();
  return { ...supervise(Worker, { clock, ...options }), clock };
}

describe.each(JUMPS)('by a clock that %s', (_, jump) => {
  it('no call waits longer than twice its time, neither one from before nor one from after', async () => {
    const { workers, clock } = workersOf({ callTimeout: 1_000 });
    const refs = await Promise.all(['a', 'b'].map((name) => workers.start(name)));
    const errors: unknown[] = [];
    const call = (at: number): unknown => refs[at]!.call.never().catch((e) => errors.push(e));
    call(0);
    await clock.advanceAsync(500);
    jump(clock);
    call(1);
    await clock.advanceAsync(2_000);
    await turn();
    expect(errors).toEqual([expect.any(CallTimeoutError), expect.any(CallTimeoutError)]);
    expect(clock.pending).toBe(0);
  });

  it('a call that comes after is given its time', async () => {
    const { workers, clock } = workersOf({ callTimeout: 1_000 });
    const ref = await workers.start('a');
    jump(clock);
    let over = false;
    const ending = ref.call.never().catch(() => (over = true));
    await clock.advanceAsync(999);
    expect(over).toBe(false);
    await clock.advanceAsync(1);
    await ending;
    expect(over).toBe(true);
  });

  it('an idle worker is stopped within twice its time', async () => {
    const { workers, clock } = workersOf({ idleTimeout: 1_000 });
    await workers.start('a');
    await clock.advanceAsync(500);
    jump(clock);
    await clock.advanceAsync(2_000);
    await turn();
    expect(workers.count()).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('a crashed worker is restarted after its back-off', async () => {
    const { workers, clock } = workersOf({});
    const ref = await workers.start('a');
    ref.cast.crash();
    jump(clock);
    await clock.advanceAsync(100);
    await turn();
    expect(await ref.call.ok()).toBe('ok');
  });
});

it('by a clock that goes back, crashes of long ago do not make a worker be given up', async () => {
  const { workers, clock, log } = workersOf({ maxRestarts: 2, maxSeconds: 5 });
  const ref = await workers.start('a');
  const crash = async (): Promise<void> => {
    ref.cast.crash();
    await clock.advanceAsync(10_000);
  };
  for (let i = 0; i < 4; i++) await crash();
  clock.jump(-HOUR);
  for (let i = 0; i < 4; i++) await crash();
  expect(log()).not.toContain('gaveUp a');
  expect(await ref.call.ok()).toBe('ok');
});

it('by a clock that goes back, crashes that it has yet to come to do not count', async () => {
  const { workers, clock, log } = workersOf({ maxRestarts: 2, maxSeconds: 60 });
  const ref = await workers.start('a');
  const crash = async (): Promise<void> => {
    ref.cast.crash();
    await clock.advanceAsync(1_000);
  };
  for (let i = 0; i < 2; i++) await crash();
  clock.jump(-HOUR);
  for (let i = 0; i < 2; i++) await crash();
  expect(await ref.call.ok()).toBe('ok');
  await crash();
  expect(log().slice(-2)).toEqual(['gaveUp a', 'stopped a']);
});

it('by a clock that goes back twice, a call is not given up before the clock says so', async () => {
  const { workers, clock } = workersOf({ callTimeout: 1_000 });
  const ref = await workers.start('a');
  let over = false;
  const ending = ref.call.never().catch(() => (over = true));
  clock.jump(-HOUR);
  await clock.advanceAsync(1_000);
  const set = clock.set;
  clock.jump(-500);
  await clock.advanceAsync(1_499);
  expect([over, clock.set - set]).toEqual([false, 1]);
  await clock.advanceAsync(1);
  await ending;
  expect(over).toBe(true);
});

it('by a clock that tells no number, a worker that always crashes is given up', async () => {
  const { workers, clock, log } = workersOf({ maxRestarts: 2, backoff: { initial: 0 } });
  const ref = await workers.start('a');
  clock.show(NaN);
  for (let i = 0; i < 3; i++) {
    ref.cast.crash();
    await clock.advanceAsync(10);
  }
  expect(log().slice(-2)).toEqual(['gaveUp a', 'stopped a']);
  expect(clock.pending).toBe(0);
});

it('by a clock that tells no number, a call is not given up before its time because another one is', async () => {
  const { workers, clock } = workersOf({ callTimeout: 1_000 });
  const refs = await Promise.all(['a', 'b'].map((name) => workers.start(name)));
  const over: number[] = [];
  const call = (at: number): unknown => refs[at]!.call.never().catch(() => over.push(at));
  call(0);
  await clock.advanceAsync(900);
  call(1);
  clock.show(NaN);
  await clock.advanceAsync(500);
  expect(over).toEqual([]);
  clock.recover();
  await clock.advanceAsync(2_000);
  expect(over).toEqual([0, 1]);
});

it.each([
  ['stands still', (clock: FaultyClock) => clock.now()],
  ['tells no number', () => NaN],
])('a clock that %s is not asked again and again for calls and idle workers', async (_, shown) => {
  const { workers, clock } = workersOf({ callTimeout: 1_000, idleTimeout: 1_000 });
  const ref = await workers.start('a');
  void ref.call.never().catch(() => undefined);
  await clock.advanceAsync(999);
  clock.show(shown(clock));
  const before = clock.set;
  await clock.advanceAsync(1_000);
  expect(clock.set - before).toBeLessThanOrEqual(2_000);
  await clock.advanceAsync(1_000);
  expect(clock.pending).toBeLessThanOrEqual(2);
});
