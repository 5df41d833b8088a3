import { Registry, type Clock } from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';

/** A manual clock that remembers what timers were asked for. */
class Asked extends ManualClock {
  readonly waits: number[] = [];
  readonly background: unknown[] = [];

  override setTimer(run: () => void, milliseconds: number, background?: boolean): () => void {
    this.waits.push(milliseconds);
    this.background.push(background);
    return super.setTimer(run, milliseconds);
  }
}

const make = <C extends Clock = Asked>(clock: C = new Asked() as Clock as C) => ({
  clock,
  registry: new Registry({ keys: 'unique', clock }),
});

const DAY = 86_400_000;

it('nothing that expires, no timer', () => {
  const { clock, registry } = make();
  registry.register('a', 1).unregister();
  expect(clock.waits).toEqual([]);
});

it('a thousand entries have one timer, for the first of them', () => {
  const { clock, registry } = make();
  for (let i = 0; i < 1000; i++) registry.register(i, i, { ttl: 5000 + i });
  expect(clock.pending).toBe(1);
  expect(clock.waits).toEqual([5000]);
});

it('an earlier one takes the place of the timer', () => {
  const { clock, registry } = make();
  registry.register('a', 1, { ttl: 5000 });
  registry.register('b', 1, { ttl: 100 });
  expect(clock.pending).toBe(1);
  clock.advance(100);
  expect(registry.stats().entries).toBe(1);
  expect(clock.pending).toBe(1);
  expect(clock.waits).toEqual([5000, 100, 4900]);
});

it.each<[string, (registry: Registry, clock: Asked) => void]>([
  ['expired', (_, clock) => clock.advance(20_000)],
  [
    'been unregistered',
    (registry) => [...registry].forEach(({ owner, key }) => registry.unregister(owner, key)),
  ],
  [
    'ended with their owners',
    (registry) => [...registry].forEach(({ owner }) => owner.terminate()),
  ],
  ['gone with the registry', (registry) => registry.close()],
])('no timer is left when all entries have %s', (_, end) => {
  const { clock, registry } = make();
  for (let i = 0; i < 10; i++) registry.register(i, i, { ttl: 5000 + i });
  end(registry, clock);
  expect(clock.pending).toBe(0);
});

it('the one timer is for the first that is left, whichever has been unregistered', () => {
  // Each is registered behind what ends earlier; the one for 5 then takes the place of the one for 11, behind that for 10.
  const ttls = [1, 10, 2, 11, 12, 3, 4, 20, 21, 22, 23, 6, 7, 8, 5];
  const { clock, registry } = make();
  const all = new Map(ttls.map((ttl) => [ttl, registry.register(ttl, ttl, { ttl })]));
  const told: [unknown, number][] = [];
  all.get(11)!.unregister();
  registry.changes().subscribe(({ entry }) => told.push([entry.key, clock.now()]));
  clock.advance(100);
  const left = ttls.filter((ttl) => ttl !== 11).toSorted((a, b) => a - b);
  expect(told).toEqual(left.map((ttl) => [ttl, ttl]));
});

it('a timer is cancelled once at most, and not when it has fired', () => {
  const clock = new Asked();
  const over: string[] = [];
  const { registry } = make<Clock>({
    now: () => clock.now(),
    setTimer: (run, milliseconds) => {
      const n = clock.waits.length;
      const fire = (): void => {
        over.push(`fired ${n}`);
        run();
      };
      const cancel = clock.setTimer(fire, milliseconds);
      return () => {
        over.push(`cancelled ${n}`);
        cancel();
      };
    },
  });
  registry.register('a', 1, { ttl: 10 }).unregister();
  registry.register('b', 1, { ttl: 10 });
  registry.register('c', 1, { ttl: 5 });
  clock.advance(5);
  clock.advance(5);
  registry.register('d', 1, { ttl: 10 }).unregister();
  expect(over).toEqual(['cancelled 0', 'cancelled 1', 'fired 2', 'fired 3', 'cancelled 4']);
});

it('a timer waits whole milliseconds, and never too few', () => {
  const { clock, registry } = make();
  clock.advance(0.25);
  registry.register('a', 1, { ttl: 10.5 });
  expect(clock.waits).toEqual([11]);
});

it('by a clock that tells no number the timer is set again for a second later', () => {
  const { clock, registry } = make();
  registry.register('a', 1, { ttl: 10 });
  clock.now = () => NaN;
  clock.advance(10);
  expect(clock.waits).toEqual([10, 1000]);
});

it('touching sets no timer', () => {
  const { clock, registry } = make();
  const session = registry.register('a', 1, { ttl: 1000, sliding: true });
  for (let i = 0; i < 100; i++) {
    clock.advance(5);
    session.touch();
  }
  expect(clock.waits).toEqual([1000]);
  // It fires once for nothing, and is set for the time that was renewed.
  clock.advance(500);
  expect(clock.waits).toEqual([1000, 500]);
});

it('a ttl that is longer than a timer can wait is kept to the millisecond', () => {
  const { clock, registry } = make();
  const registration = registry.register('a', 1, { ttl: 100 * DAY });
  clock.advance(100 * DAY - 1);
  expect(registration.active).toBe(true);
  expect(Math.max(...clock.waits)).toBeLessThan(2 ** 31);
  let told = 0;
  registry.changes().subscribe(() => told++);
  clock.advance(1);
  expect(told).toBe(1);
});

it('a timer that fires too early ends nothing, and is set again', () => {
  const timers: (() => void)[] = [];
  const clock = new (class extends LateClock {
    override setTimer(run?: () => void): () => void {
      timers.push(run!);
      return () => undefined;
    }
  })();
  const { registry } = make(clock);
  const registration = registry.register('a', 1, { ttl: 1000 });
  clock.time = 999.9;
  timers[0]!();
  expect(registration.active).toBe(true);
  expect(timers).toHaveLength(2);
});

/** Counts what `counted` tells while each of its timers runs. */
class Turns extends ManualClock {
  readonly counts: number[] = [];
  counted = (): number => 0;

  override setTimer(run: () => void, milliseconds: number): () => void {
    return super.setTimer(() => {
      const before = this.counted();
      run();
      this.counts.push(this.counted() - before);
    }, milliseconds);
  }
}

describe('when very many expire at once', () => {
  it('a turn of the event loop ends no more than a thousand', () => {
    const clock = new Turns();
    const { registry } = make(clock);
    for (let i = 0; i < 3500; i++) registry.register(i, i, { ttl: 1000 });
    let told = 0;
    registry.changes().subscribe(() => told++);
    clock.counted = () => told;
    clock.advance(1000);
    expect(clock.counts).toEqual([1000, 1000, 1000, 500]);
    expect(told).toBe(3500);
    expect(registry.stats().entries).toBe(0);
    expect(clock.pending).toBe(0);
  });

  it('a reader of one key ends only what is under it', () => {
    const clock = new LateClock();
    const { registry } = make(clock);
    for (let i = 0; i < 3500; i++) registry.register(i, i, { ttl: 1000 });
    let told = 0;
    registry.changes().subscribe(() => told++);
    clock.time = 1000;
    expect(registry.get(3000)).toBeUndefined();
    expect(registry.get(17)).toBeUndefined();
    expect(told).toBe(2);
  });

  it('moving those that were touched counts as work, too', () => {
    const { clock, registry } = make();
    const all = Array.from({ length: 3500 }, (_, i) =>
      registry.register(i, i, { ttl: 1000, sliding: true }),
    );
    clock.advance(500);
    for (const each of all) each.touch();
    clock.waits.length = 0;
    clock.advance(500);
    // Four turns, and then until the renewed deadline.
    expect(clock.waits).toEqual([0, 0, 0, 500]);
    clock.advance(500);
    expect(registry.size).toBe(0);
  });
});

it('the timer need not keep the process alive', () => {
  const { clock, registry } = make();
  registry.register('a', 1, { ttl: 1000 });
  expect(clock.background).toEqual([true]);
});

it('and on the machine’s clock it does not', () => {
  const timeouts = () =>
    process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
  const before = timeouts();
  const registry = new Registry({ keys: 'unique' });
  registry.register('a', 1, { ttl: 3_600_000 });
  expect(timeouts()).toBe(before);
  void registry.whenRegistered('b', { timeout: 3_600_000 }).catch(() => undefined);
  expect(timeouts()).toBe(before + 1);
  registry.close();
});

it('on the machine’s clock entries expire without being looked at', async () => {
  const registry = new Registry({ keys: 'unique' });
  const told = new Promise((resolve) => {
    registry.changes({ type: 'unregistered' }).subscribe(resolve);
  });
  registry.register('a', 1, { ttl: 1 });
  const awake = setTimeout(() => undefined, 5_000);
  expect(await told).toMatchObject({ reason: 'expired' });
  clearTimeout(awake);
});
