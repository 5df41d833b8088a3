import { Registry, WaitTimeoutError } from 'nestjs-registry';

/** Those that keep the process alive. */
const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

it('a timer that is not needed any more is cleared', async () => {
  const registry = new Registry({ keys: 'unique' });
  const before = timers();
  const waiting = registry.whenRegistered('a', { timeout: 3_600_000 });
  expect(timers()).toBe(before + 1);
  registry.register('a', 1);
  await waiting;
  expect(timers()).toBe(before);
});

it('a timer rings', async () => {
  const registry = new Registry({ keys: 'unique' });
  const error = await registry
    .whenRegistered('a', { timeout: 1 })
    .catch((reason: unknown) => reason);
  expect(error).toBeInstanceOf(WaitTimeoutError);
});

it('a timer that only cleans up keeps no process alive', () => {
  const registry = new Registry({ keys: 'unique' });
  const before = timers();
  registry.register('a', 1, { ttl: 3_600_000 });
  expect(timers()).toBe(before);
  registry.close();
});
