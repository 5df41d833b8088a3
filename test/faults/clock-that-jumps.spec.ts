import { Registry } from 'nestjs-registry';
import { turn } from '../support/supervise.js';
import { FaultyClock } from './faulty-clock.js';

const HOUR = 3_600_000;
const YEARS = 10 * 365 * 24 * HOUR;

/** What a clock may do between two looks at it. */
const JUMPS: [string, (clock: FaultyClock) => void][] = [
  ['goes back by hours', (clock) => clock.jump(-HOUR)],
  ['goes on by years', (clock) => clock.jump(YEARS)],
  ['stands still', (clock) => clock.show(clock.now())],
  ['tells no number', (clock) => clock.show(NaN)],
  [
    'goes back and forth',
    (clock) => {
      clock.jump(-HOUR);
      clock.jump(HOUR);
    },
  ],
];

function timed() {
  const clock = new FaultyClock();
  const registry = new Registry({ keys: 'unique', clock, logErrors: false });
  const ended: unknown[] = [];
  registry.changes({ type: 'unregistered' }).subscribe(({ entry }) => ended.push(entry.key));
  return { clock, registry, ended };
}

describe('an entry that expires, by a clock that', () => {
  it('goes back, is there until the clock says so, and then told of', () => {
    const { clock, registry, ended } = timed();
    registry.register('a', 1, { ttl: 1_000 });
    clock.jump(-HOUR);
    clock.advance(HOUR + 999);
    expect(registry.get('a')?.value).toBe(1);
    clock.advance(1);
    expect(registry.get('a')).toBeUndefined();
    expect(ended).toEqual(['a']);
  });

  it('goes back and forth, is gone at its time, and told of no later than it would have lived', () => {
    const { clock, registry, ended } = timed();
    registry.register('a', 1, { ttl: 2_000 });
    clock.jump(-HOUR);
    clock.advance(2_000);
    expect(ended).toEqual([]);
    clock.jump(HOUR);
    expect(registry.lookup('a')).toEqual([]);
    registry.register('b', 1, { ttl: 2_000 });
    clock.jump(-HOUR);
    clock.advance(2_000);
    clock.jump(HOUR);
    clock.advance(2_000);
    expect(ended).toEqual(['a', 'b']);
  });

  it('goes on by years, is gone at once, and told of when its time would have been up', () => {
    const { clock, registry, ended } = timed();
    registry.register('a', 1, { ttl: 1_000 });
    registry.register('b', 1, { ttl: 1_000 });
    clock.jump(YEARS);
    expect(registry.get('a')).toBeUndefined();
    expect(ended).toEqual(['a']);
    clock.advance(1_000);
    expect(ended).toEqual(['a', 'b']);
    expect(clock.pending).toBe(0);
  });

  it('stands still, is there until the clock goes on', () => {
    const { clock, registry, ended } = timed();
    registry.register('a', 1, { ttl: 1_000 });
    clock.show(500);
    clock.advance(10_000);
    expect(registry.size).toBe(1);
    clock.recover();
    expect(registry.lookup('a')).toEqual([]);
    expect(ended).toEqual(['a']);
  });

  it('tells no number, is there until the clock tells one, and told of soon after', () => {
    const { clock, registry, ended } = timed();
    registry.register('a', 1, { ttl: 500 });
    clock.show(NaN);
    clock.advance(10_000);
    expect(registry.size).toBe(1);
    clock.recover();
    clock.advance(1_000);
    expect(ended).toEqual(['a']);
    expect(clock.pending).toBe(0);
  });

  it('tells no number, is refused, and so is its renewal: neither would ever end', () => {
    const { clock, registry } = timed();
    const a = registry.register('a', 1, { ttl: 1_000, sliding: true });
    clock.show(NaN);
    expect(() => registry.register('b', 1, { ttl: 1_000 })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION' }),
    );
    expect(a.touch()).toBe(false);
    clock.recover();
    clock.advance(1_000);
    expect(registry.stats()).toMatchObject({ entries: 0, keys: 0 });
    expect(clock.pending).toBe(0);
  });

  it.each<[string, (registry: Registry, clock: FaultyClock) => unknown]>([
    ['a reader', (registry) => registry.size],
    ['the timer', (_, clock) => clock.advance(1_000)],
  ])('tells the end of time, is gone when %s asks, and nothing else goes wrong', (_, ask) => {
    const { clock, registry, ended } = timed();
    for (const key of ['a', 'b']) registry.register(key, 1, { ttl: 1_000 });
    clock.show(Infinity);
    ask(registry, clock);
    expect(ended).toEqual(['a', 'b']);
    expect([registry.size, clock.pending]).toEqual([0, 0]);
  });

  it.each(JUMPS)('%s, keeps one timer, which is not set again and again', (_, jump) => {
    const { clock, registry } = timed();
    for (let i = 0; i < 100; i++) registry.register(i, i, { ttl: 1_000 + i });
    clock.advance(500);
    jump(clock);
    const before = clock.set;
    clock.advance(60_000);
    // A timer that ends something may be followed by another; one that ends nothing waits.
    expect(clock.set - before).toBeLessThan(250);
    expect(clock.pending).toBeLessThanOrEqual(1);
  });
});

type Wait = (registry: Registry) => Promise<unknown>;

/** What waits for so many milliseconds at most. */
const WAITS: [string, Wait][] = [
  ['whenRegistered', (registry) => registry.whenRegistered('nobody', { timeout: 1_000 })],
  ['lock', (registry) => registry.lock('held', () => 1, { timeout: 1_000 })],
  ['whenIdle', (registry) => registry.whenIdle({ timeout: 1_000 })],
  ['settled', (registry) => registry.dispatch('never', 1).settled({ timeout: 1_000 })],
  ['drain', (registry) => registry.drain({ timeout: 1_000 })],
  [
    'a dispatch with a timeout',
    (registry) => registry.dispatch('never', 1, { timeout: 1_000 }).settled(),
  ],
];

describe.each(JUMPS)('by a clock that %s', (_, jump) => {
  it.each(WAITS)('%s waits as long as it would have', async (_name, wait) => {
    const { clock, registry } = timed();
    registry.subscribe('never', () => new Promise(() => undefined));
    void registry.lock('held', () => new Promise(() => undefined));
    registry.emit('never', 1);
    let over = false;
    const ending = wait(registry)
      .catch(() => undefined)
      .then(() => (over = true));
    await turn();
    jump(clock);
    await clock.advanceAsync(999);
    expect(over).toBe(false);
    await clock.advanceAsync(1);
    await ending;
    expect(clock.pending).toBe(0);
  });
});
