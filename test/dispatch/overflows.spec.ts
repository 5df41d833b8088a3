import {
  BufferOverflowError,
  type InvalidOptionError,
  type OverflowStrategy,
  type SubscribeOptions,
} from 'nestjs-registry';
import { caught } from '../support/caught.js';
import { brief, heldHandler, makeEvents, turn, watch } from '../support/events.js';

/** A subscriber that is stuck with message 0, to which others are published. */
function stuck(options: { buffer?: number; overflow?: OverflowStrategy; concurrency?: number }) {
  const events = makeEvents();
  const held = heldHandler();
  events.registry.subscribe('n', held.handler, options);
  events.registry.emit('n', 0);
  const seen: unknown[][] = [];
  const publish = (...messages: number[]) => {
    for (const message of messages) seen.push(watch(events.registry.dispatch('n', message)));
  };
  /** Lets everything be handled; tells what was. */
  const release = async () => {
    for (let i = 0; i < held.calls.length; i++) {
      held.calls[i]!.resolve(held.calls[i]!.message);
      await turn();
    }
    return held.messages();
  };
  return { ...events, publish, seen, release };
}

const dropped = ['overflow', 'complete'];
const failed = ['failed', 'complete'];
const waits: unknown[] = [];
const no = () => undefined;

describe('when a buffer of 2 is full', () => {
  it('drop-newest drops the message that comes', async () => {
    const { publish, seen, release, registry, failures } = stuck({
      buffer: 2,
      overflow: 'drop-newest',
    });
    publish(1, 2, 3, 4);
    expect(seen).toEqual([waits, waits, dropped, dropped]);
    expect(registry.stats()).toMatchObject({ dropped: 2, failures: 0, inFlight: 3 });
    expect(await release()).toEqual([0, 1, 2]);
    expect(failures).toEqual([]);
  });

  it('drop-oldest drops the message that has waited longest', async () => {
    const { publish, seen, release, registry, failures } = stuck({
      buffer: 2,
      overflow: 'drop-oldest',
    });
    publish(1, 2, 3, 4);
    expect(seen).toEqual([dropped, dropped, waits, waits]);
    expect(registry.stats()).toMatchObject({ dropped: 2, failures: 0, inFlight: 3 });
    expect(await release()).toEqual([0, 3, 4]);
    expect(failures).toEqual([]);
  });

  it('error fails the message that comes, and reports it', async () => {
    const { publish, seen, release, registry, failures } = stuck({ buffer: 2, overflow: 'error' });
    publish(1, 2, 3, 4);
    expect(seen).toEqual([waits, waits, failed, failed]);
    expect(registry.stats()).toMatchObject({ dropped: 0, failures: 2, inFlight: 3 });
    expect(failures.map(({ message }) => message)).toEqual([3, 4]);
    expect(failures[0]!.error).toBeInstanceOf(BufferOverflowError);
    expect((failures[0]!.error as Error).message).toContain('2 message(s) wait');
    expect(await release()).toEqual([0, 1, 2]);
  });
});

it('error is the strategy when none is given, and makes the subscriber serial', async () => {
  const { publish, seen, release } = stuck({ buffer: 1 });
  publish(1, 2);
  expect(seen).toEqual([waits, failed]);
  expect(await release()).toEqual([0, 1]);
});

it('latest lets only the latest wait', async () => {
  const { publish, seen, release, registry } = stuck({ overflow: 'latest' });
  publish(1, 2, 3);
  expect(seen).toEqual([dropped, dropped, waits]);
  expect(registry.stats()).toMatchObject({ dropped: 2, inFlight: 2 });
  expect(await release()).toEqual([0, 3]);
});

it.each([
  ['subscribe', (options: SubscribeOptions) => makeEvents().registry.subscribe('n', no, options)],
  [
    'topic.subscribe',
    (options: SubscribeOptions) => makeEvents().registry.topic('n').subscribe(no, options),
  ],
])('latest with a buffer of more than 1 is refused by %s', (operation, subscribe) => {
  const error = caught<InvalidOptionError>(() => subscribe({ overflow: 'latest', buffer: 2 }));
  expect([error.code, error.option]).toEqual(['INVALID_OPTION', 'buffer']);
  expect(error.message).toMatch(`${operation}(options)`);
  for (const buffer of [1, undefined])
    expect(subscribe({ overflow: 'latest', buffer }).active).toBe(true);
});

it('latest with a concurrency of 2 lets the latest wait when both are at work', async () => {
  const { publish, seen, release } = stuck({ overflow: 'latest', concurrency: 2 });
  publish(1, 2, 3);
  expect(seen).toEqual([waits, dropped, waits]);
  expect(await release()).toEqual([0, 1, 3]);
});

it('1024 messages may wait when nothing is said', () => {
  const { publish, seen, failures } = stuck({ concurrency: 1 });
  publish(...Array.from({ length: 1025 }, (_, i) => i));
  expect(failures).toHaveLength(1);
  expect(seen.at(-1)).toEqual(failed);
  expect(seen.at(-2)).toEqual(waits);
});

it('a place that became free is taken again', async () => {
  const { registry } = makeEvents();
  const { calls, handler, messages } = heldHandler();
  registry.subscribe('n', handler, { buffer: 1, overflow: 'drop-newest' });
  for (const n of [0, 1, 2]) registry.emit('n', n);
  calls[0]!.resolve();
  await turn();
  for (const n of [3, 4]) registry.emit('n', n);
  calls[1]!.resolve();
  await turn();
  expect(messages()).toEqual([0, 1, 3]);
  expect(registry.stats().dropped).toBe(2);
});

it('what is dropped at one subscriber is delivered at another', async () => {
  const { registry } = makeEvents();
  const { handler } = heldHandler();
  registry.subscribe('n', handler, { buffer: 1, overflow: 'drop-newest' });
  registry.subscribe('n', (message) => message);
  registry.emit('n', 0);
  registry.emit('n', 1);
  const deliveries = await registry.dispatch('n', 2).settled();
  expect(deliveries.map(brief)).toEqual(['overflow', 2]);
});

describe('when who hears of a dropped message publishes the next', () => {
  it('no more wait than may, and they keep their order', async () => {
    const { registry } = makeEvents();
    const { calls, handler, messages } = heldHandler();
    registry.subscribe('n', handler, { buffer: 2, overflow: 'drop-oldest' });
    const publish = (n: number, again: boolean) => {
      registry.dispatch('n', n).subscribe(({ status }) => {
        if (status === 'dropped' && again) publish(n + 100, false);
      });
    };
    for (let n = 0; n < 10; n++) publish(n, true);
    expect(registry.stats().inFlight).toBe(3);
    for (let i = 0; i < calls.length; i++) {
      calls[i]!.resolve();
      await turn();
    }
    // To make room for 109, which came last of all, 9 was dropped, and for 9, 8 and so 108.
    expect(messages()).toEqual([0, 108, 109]);
  });
});
