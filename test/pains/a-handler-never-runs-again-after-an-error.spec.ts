// nestjs/cqrs#1431, nestjs/nest#12097: an error in a handler ended its subscription for good.
import { Registry } from 'nestjs-registry';

it.each([
  [
    'throws',
    () => {
      throw new Error('once');
    },
  ],
  [
    'rejects',
    async () => {
      throw new Error('once');
    },
  ],
])('a handler that %s is called with the next message', async (_, fail) => {
  const events = new Registry({ name: 'events', keys: 'duplicate', logErrors: false });
  const heard: unknown[] = [];
  events.subscribe('news', (message) => {
    heard.push(message);
    return message === 1 ? fail() : 'fine';
  });
  events.emit('news', 1);
  await events.whenIdle();
  const [delivery] = await events.dispatch('news', 2).settled();
  expect(heard).toEqual([1, 2]);
  expect(delivery).toMatchObject({ status: 'delivered', value: 'fine' });
});
