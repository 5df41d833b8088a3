import { Registry } from 'nestjs-registry';
import { rejection } from '../support/caught.js';

const make = () => new Registry({ name: 'users', keys: 'unique' });

/** Something that a test lets happen. */
const gate = () => {
  let open!: () => void;
  const passed = new Promise<void>((resolve) => (open = resolve));
  return { passed, open };
};

/** All that can happen without time or input has happened. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

it('who holds a lock waits for another that somebody else holds', async () => {
  const registry = make();
  const { passed, open } = gate();
  const holder = registry.lock('b', () => passed);
  const both = registry.lock('a', () => registry.lock('b', () => 'both'));
  open();
  await holder;
  expect(await both).toBe('both');
});

it('what a holder started and did not await waits for who got the lock next', async () => {
  const registry = make();
  const { passed, open } = gate();
  const order: string[] = [];
  let later: Promise<unknown> | undefined;
  const first = registry.lock('a', () => {
    later = settle().then(() => registry.lock('a', () => order.push('later')));
  });
  const second = registry.lock('a', async () => {
    await passed;
    order.push('second');
  });
  await first;
  await settle();
  open();
  await later;
  await second;
  expect(order).toEqual(['second', 'later']);
});

describe('when the registry closes', () => {
  it('who asks for a lock that is still held is refused at once', async () => {
    const registry = make();
    const { passed, open } = gate();
    const holder = registry.lock('a', () => passed);
    registry.close();
    let refused: unknown;
    void registry.lock('a', () => 1).catch((error: unknown) => (refused = error));
    await settle();
    expect(refused).toMatchObject({ code: 'REGISTRY_CLOSED' });
    expect(String(refused)).toMatch(/lock: registry 'users' is closed/);
    open();
    await holder;
  });

  it('who was just given a lock and has not begun is refused', async () => {
    const registry = make();
    const { passed, open } = gate();
    let begun = false;
    const holder = registry.lock('a', () => passed);
    const next = registry.lock('a', () => (begun = true));
    // After the holder has passed the lock on, and before the next one goes on.
    void passed.then(() => {
      registry.close();
    });
    open();
    const error = await rejection(next);
    expect(error.code).toBe('REGISTRY_CLOSED');
    expect(error.message).toMatch(/lock: registry 'users' is closed/);
    expect(begun).toBe(false);
    await holder;
  });
});
