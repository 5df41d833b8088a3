import { once } from 'node:events';
import { connect } from 'node:net';
import { EventSource } from 'eventsource';
import { firstValueFrom } from 'rxjs';
import { nextMessage, SampleApp } from './sample-app.js';

const order = { item: 'book', quantity: 2, customer: 7 };

describe('GET /topics/:topic/stream', () => {
  it('streams the messages of the topic', async () => {
    await using app = await SampleApp.start();
    const source = await app.listen('order:created');
    const message = nextMessage(source);
    const { body } = await app.post('/orders', order);
    expect(await message).toEqual(body.order);
  });

  it('streams every message to each of two clients', async () => {
    await using app = await SampleApp.start();
    const messages = [await app.listen('user:7'), await app.listen('user:7')].map(nextMessage);
    const { body } = await app.post('/orders', order);
    expect(body.deliveries[3].value).toEqual({ notified: 2 });
    const text = 'Order 1 has arrived';
    expect(await Promise.all(messages)).toEqual([{ text }, { text }]);
  });

  it('answers with headers at once, and then one event per message', async () => {
    await using app = await SampleApp.start();
    const response = await fetch(app.streamUrl('user:7'));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/event-stream');

    await app.events.whenRegistered(['user', 7, 'notified']);
    await app.post('/orders', order);
    await app.post('/orders', order);
    let text = '';
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.endsWith('\n\n') && text.includes('Order 2')) break;
    }
    expect(text.trim().split('\n\n')).toEqual([
      'id: 1\ndata: {"text":"Order 1 has arrived"}',
      'id: 2\ndata: {"text":"Order 2 has arrived"}',
    ]);
  });

  it('forgets a client that disconnects', async () => {
    await using app = await SampleApp.start();
    const before = app.events.size;
    const source = await app.listen('user:7');
    expect(app.events.size).toBe(before + 1);

    const gone = firstValueFrom(app.events.changes({ type: 'unregistered' }));
    source.close();
    expect((await gone).entry.key).toEqual(['user', 7, 'notified']);
    expect(app.events.size).toBe(before);
  });

  it('forgets a client that aborts its request, and keeps the others', async () => {
    await using app = await SampleApp.start();
    const stays = await app.listen('user:7');
    const leaves = new AbortController();
    await fetch(app.streamUrl('user:7'), { signal: leaves.signal });
    const gone = firstValueFrom(app.events.changes({ type: 'unregistered' }));
    leaves.abort();
    await gone;

    const message = nextMessage(stays);
    const { body } = await app.post('/orders', order);
    expect(body.deliveries[3].value).toEqual({ notified: 1 });
    expect(await message).toEqual({ text: 'Order 1 has arrived' });
  });

  it.each(['nothing', 'user:0', 'user:x', 'order:*', '__proto__'])(
    'answers 404 for %s, and names what there is',
    async (name) => {
      await using app = await SampleApp.start();
      const { status, body } = await app.get(`/topics/${name}/stream`);
      expect(status).toBe(404);
      expect(body.message).toBe(
        `There is no topic '${name}' to stream. There are: order:created, user:<id>`,
      );
    },
  );
});

describe('the shutdown of the application', () => {
  it('ends a raw stream, and does not wait for its client', async () => {
    await using app = await SampleApp.start();
    const response = await fetch(app.streamUrl('order:created'));
    await app.app.close();
    expect((await response.text()).trim()).toBe('');
  });

  it('ends the stream of an EventSource', async () => {
    await using app = await SampleApp.start();
    const source = await app.listen('order:created');
    const ended = new Promise((resolve) => {
      source.addEventListener('error', resolve);
    });
    await app.app.close();
    await ended;
    expect(source.readyState).not.toBe(EventSource.OPEN);
  });

  it('delivers what was published before it', async () => {
    await using app = await SampleApp.start();
    const message = nextMessage(await app.listen('user:7'));
    await app.post('/orders', order);
    await app.app.close();
    expect(await message).toEqual({ text: 'Order 1 has arrived' });
  });

  it('does not wait for a connection on which nothing was asked', async () => {
    await using app = await SampleApp.start();
    const socket = connect(Number(new URL(app.url).port), '127.0.0.1');
    const ended = once(socket, 'close');
    await once(app.app.getHttpServer(), 'connection');
    await app.app.close();
    await ended;
  });

  it('leaves nothing registered', async () => {
    await using app = await SampleApp.start();
    const { events } = app;
    await app.listen('order:created');
    await app.app.close();
    expect({ size: events.size, closed: events.closed }).toEqual({ size: 0, closed: true });
  });
});
