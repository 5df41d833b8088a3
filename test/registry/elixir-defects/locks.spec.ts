import { Registry } from 'nestjs-registry';
import { rejection } from '../../support/caught.js';
import { ManualClock } from '../../support/manual-clock.js';

describe('7: locks leak', () => {
  it('a waiter that timed out and lives on is not granted the lock here', async () => {
    const clock = new ManualClock();
    const registry = new Registry({ keys: 'unique', clock });
    let open!: () => void;
    const holder = registry.lock('a', () => new Promise<void>((resolve) => (open = resolve)));
    const late = registry.lock('a', () => 'late', { timeout: 5 });
    clock.advance(5);
    expect((await rejection(late)).code).toBe('LOCK_TIMEOUT');
    open();
    await holder;
    expect(await registry.lock('a', () => 'free')).toBe('free');
  });

  it('a nested lock is refused at once here, and the lock is free afterwards', async () => {
    const clock = new ManualClock();
    const registry = new Registry({ keys: 'unique', clock });
    const nested = registry.lock('a', () => registry.lock('a', () => 1));
    expect((await rejection(nested)).code).toBe('LOCK_REENTRY');
    expect(clock.pending).toBe(0);
    expect(await registry.lock('a', () => 'free')).toBe('free');
  });

  it('waiting has no limit but the one that is given', async () => {
    const clock = new ManualClock();
    const registry = new Registry({ keys: 'unique', clock });
    let open!: () => void;
    const holder = registry.lock('a', () => new Promise<void>((resolve) => (open = resolve)));
    const patient = registry.lock('a', () => 'patient');
    clock.advance(24 * 60 * 60 * 1000);
    open();
    await holder;
    expect(await patient).toBe('patient');
  });
});
