import { InvalidArgumentError } from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';

it('runs timers in the order in which they are due, then in that of their setting', () => {
  const clock = new ManualClock();
  const ran: [string, number][] = [];
  for (const [name, due] of [
    ['b', 20],
    ['c', 20],
    ['a', 10],
    ['later', 31],
  ] as const)
    clock.setTimer(() => ran.push([name, clock.now()]), due);
  clock.advance(30);
  expect(ran).toEqual([
    ['a', 10],
    ['b', 20],
    ['c', 20],
  ]);
  expect([clock.now(), clock.pending]).toEqual([30, 1]);
});

it('runs timers that timers set, within the same move', () => {
  const clock = new ManualClock();
  const ran: number[] = [];
  const tick = (): void => {
    ran.push(clock.now());
    clock.setTimer(tick, 10);
  };
  clock.setTimer(tick, 10);
  clock.advance(35);
  expect(ran).toEqual([10, 20, 30]);
});

it('cancels a timer', () => {
  const clock = new ManualClock();
  let ran = false;
  const cancel = clock.setTimer(() => {
    ran = true;
  }, 10);
  cancel();
  clock.advance(10);
  expect([ran, clock.pending]).toEqual([false, 0]);
});

it('gives promises a turn between timers when it is moved asynchronously', async () => {
  const clock = new ManualClock();
  const ran: string[] = [];
  const wait = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      clock.setTimer(resolve, ms);
    });
  void (async () => {
    await Promise.resolve();
    await wait(10);
    ran.push('first');
    await wait(10);
    ran.push('second');
  })();
  await clock.advanceAsync(20);
  expect(ran).toEqual(['first', 'second']);
  expect(clock.now()).toBe(20);
});

it.each([-1, NaN, Infinity, '5'])('refuses to move by %p', async (milliseconds) => {
  const clock = new ManualClock();
  expect(() => clock.advance(milliseconds as number)).toThrow(InvalidArgumentError);
  await expect(clock.advanceAsync(milliseconds as number)).rejects.toThrow(InvalidArgumentError);
});
