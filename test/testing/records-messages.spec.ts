import { channel } from 'node:diagnostics_channel';
import {
  InvalidArgumentError,
  pattern,
  RecorderStoppedError,
  Registry,
  RegistryModule,
  Subscribe,
  WaitTimeoutError,
  type Key,
} from 'nestjs-registry';
import { recordMessages } from 'nestjs-registry/testing';
import { startApp } from '../support/start-app.js';

const make = () => new Registry({ name: 'events', keys: 'duplicate' });

it('records what is published, also what nobody has subscribed to, in order', () => {
  const events = make();
  const recorder = recordMessages(events);
  events.emit('b', 1);
  events.dispatch(['a', { id: 7n }], 2);
  events.topic('b').emit(3);
  expect(recorder.messages).toEqual([
    { topic: 'b', message: 1 },
    { topic: ['a', { id: 7n }], message: 2 },
    { topic: 'b', message: 3 },
  ]);
  expect(recorder.of('b')).toEqual([1, 3]);
  expect(recorder.of(['a', { id: 7n }])).toEqual([2]);
  recorder.stop();
});

it('is no subscriber', () => {
  const events = make();
  const recorder = recordMessages(events);
  expect(events.emit('news', 1)).toBe(0);
  expect(events.size).toBe(0);
  recorder.stop();
});

it('keeps registries of one name apart', () => {
  const [one, other] = [make(), make()];
  const recorder = recordMessages(one);
  other.emit('news', 1);
  expect(recorder.messages).toEqual([]);
  recorder.stop();
});

it('keeps the topic as it was when it was published', () => {
  const events = make();
  const recorder = recordMessages(events);
  const topic = ['room', 1];
  events.emit(topic, 'hello');
  topic[1] = 2;
  expect(recorder.messages).toEqual([{ topic: ['room', 1], message: 'hello' }]);
  recorder.stop();
});

it.each<[string, Key, Key, Key[]]>([
  ['NaN', NaN, NaN, [0, '0', Infinity]],
  ['a zero', 0, -0, ['0', null, NaN, [0]]],
  ['a string', '1', '1', [1, 1n, ['1']]],
  ['an array', ['a', 1], ['a', 1], [['a'], ['a', 1, 1], ['b', 1], ['a', 2], { 0: 'a', 1: 1 }, 'a']],
  ['an empty array', [], [], [[[]], {}, null]],
  ['an object', { a: 1, b: 2 }, { b: 2, a: 1 }, [{ a: 1 }, { a: 1, b: 3 }, { a: 1, c: 2 }, [1, 2]]],
  ['a date', new Date(7), new Date(7), [new Date(8), 7, {}]],
  ['a date that is none', new Date(NaN), new Date(NaN), [new Date(0)]],
  ['a nested key', [{ at: new Date(7) }], [{ at: new Date(7) }], [[{ at: new Date(8) }], [{}]]],
])('finds the messages of %s by content', (_what, topic, same, others) => {
  const events = make();
  const recorder = recordMessages(events);
  events.emit(topic, 'here');
  for (const other of others) events.emit(other, 'elsewhere');
  expect(recorder.of(same)).toEqual(['here']);
  for (const other of others) expect(recorder.of(other)).toEqual(['elsewhere']);
  recorder.stop();
});

it('finds the messages of a pattern', () => {
  const events = make();
  const recorder = recordMessages(events);
  for (const topic of ['order:created', 'user:created', 'order:paid']) events.emit(topic, topic);
  expect(recorder.of(pattern('order:*'))).toEqual(['order:created', 'order:paid']);
  recorder.stop();
});

it('waits for the next message of a topic', async () => {
  const events = make();
  const recorder = recordMessages(events);
  events.emit('news', 'before');
  const next = recorder.next('news');
  events.emit('weather', 'rain');
  events.emit('news', 'after');
  expect(await next).toEqual({ topic: 'news', message: 'after' });
  recorder.stop();
});

it('gives up waiting for a message that does not come', async () => {
  const recorder = recordMessages(make());
  await expect(recorder.next('news', { timeout: 0 })).rejects.toThrow(WaitTimeoutError);
  await expect(recorder.next('news', { signal: AbortSignal.abort('enough') })).rejects.toBe(
    'enough',
  );
  recorder.stop();
});

it('tells whoever waits for a message that it was stopped', async () => {
  const recorder = recordMessages(make());
  const next = recorder.next('news');
  recorder.stop();
  await expect(next).rejects.toThrow(RecorderStoppedError);
  await expect(recorder.next('news')).rejects.toThrow(RecorderStoppedError);
});

it('waits until every handler has settled', async () => {
  const events = make();
  const recorder = recordMessages(events);
  const mailed: unknown[] = [];
  events.subscribe('order', async (order) => {
    await new Promise((resolve) => setImmediate(resolve));
    mailed.push(order);
  });
  events.emit('order', 1);
  await recorder.settled();
  expect(mailed).toEqual([1]);
  recorder.stop();
});

it('forgets and stops when told so, and leaves nothing on the channel', () => {
  const events = make();
  const recorder = recordMessages(events);
  events.emit('news', 1);
  recorder.clear();
  events.emit('news', 2);
  recorder.stop();
  events.emit('news', 3);
  expect(recorder.of('news')).toEqual([2]);
  expect(channel('nestjs-registry:dispatch').hasSubscribers).toBe(false);
});

it('refuses what is no registry', () => {
  expect(() => recordMessages({} as Registry)).toThrow(InvalidArgumentError);
});

it('records in a Nest application', async () => {
  class Handlers {
    @Subscribe('order')
    async on(): Promise<void> {}
  }
  const app = await startApp({
    imports: [RegistryModule.forRoot({ keys: 'duplicate' })],
    providers: [Handlers],
  });
  const recorder = recordMessages(app.get(Registry));
  app.get(Registry).emit('order', 1);
  await recorder.settled();
  expect(recorder.of('order')).toEqual([1]);
  recorder.stop();
});
