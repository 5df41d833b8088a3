import { once } from 'node:events';
import { EventSource } from 'eventsource';
import { ManualClock } from 'nestjs-registry/testing';
import { SampleApp } from './sample-app.js';

const order = { item: 'unicorn', quantity: 2, customer: 7 };

describe('GET /live', () => {
  it('says hello first, with the time of the server', async () => {
    const clock = new ManualClock();
    clock.advance(12_345);
    await using app = await SampleApp.start(clock);
    const response = await fetch(`${app.url}/live`);
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    while (!text.trim().includes('\n\n')) text += (await reader.read()).value;
    expect(text.trim()).toMatch(/^event: hello\nid: 1\ndata: {"boot":"[-\w]+","at":12345}\n\n/);
    await reader.cancel();
  });

  it('names another boot after a restart, and the same one before', async () => {
    await using app = await SampleApp.start();
    const boots = [await app.watch(), await app.watch()].map((live) => live.all('hello')[0]!.boot);
    expect(new Set(boots).size).toBe(1);
    await using restarted = await SampleApp.start();
    const { boot } = (await restarted.watch()).all('hello')[0]!;
    expect(boots).not.toContain(boot);
  });

  it('tells whoever comes later the state of now', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    const { rows, total } = await (await app.watch()).told('users');
    expect({ total, ids: rows.map(({ id }) => id) }).toEqual({ total: 1, ids: [7] });
  });

  it('tells every page', async () => {
    await using app = await SampleApp.start();
    const pages = [await app.watch(), await app.watch()];
    await app.post('/users/7/visits');
    for (const page of pages) await page.told('user', ({ type }) => type === 'started');
    expect(pages.map((page) => page.all('user').length)).toEqual([1, 1]);
  });

  it('leaves nothing behind of a page that is closed', async () => {
    await using app = await SampleApp.start();
    const before = app.events.size;
    const live = await app.watch();
    await live.told('registries');
    expect(app.events.size).toBeGreaterThan(before);
    const { events } = app;
    const gone = new Promise<void>((resolve) => {
      events.changes({ type: 'unregistered' }).subscribe(() => {
        if (events.size === before) resolve();
      });
    });
    live.source.close();
    await gone;
  });

  it('sends no list for each of many changes', async () => {
    await using app = await SampleApp.start();
    const live = await app.watch();
    await live.told('users');
    await Promise.all(Array.from({ length: 200 }, () => app.post('/users/7/visits')));
    await live.told('users', ({ rows }) => rows[0]?.visits === 200);
    expect(live.all('users').length).toBeLessThan(100);
  });

  it('ends with the application, however many pages are open', async () => {
    await using app = await SampleApp.start();
    const pages = [await app.watch(), await app.watch()];
    const ended = pages.map(({ source }) => once(source, 'error'));
    await app.app.close();
    await Promise.all(ended);
    expect(pages.map(({ source }) => source.readyState)).not.toContain(EventSource.OPEN);
  });

  it('leaves no timer behind when its pages are gone', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await (await app.watch()).told('registries');
    expect(clock.pending).toBe(1);
    await app.app.close();
    expect(clock.pending).toBe(0);
  });
});

describe('the users, live', () => {
  it('are told with what they have done', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    await app.post('/users/7/visits', { page: '/home' });
    await app.post('/users/7/notifications', { text: 'hello' });
    const { rows } = await live.told('users', (users) => users.rows[0]?.notifications === 1);
    expect(rows).toEqual([
      {
        id: 7,
        status: 'running',
        restarts: 0,
        visits: 1,
        notifications: 1,
        lastPage: '/home',
        idleAt: 30_000,
      },
    ]);
  });

  it('show when they come back after a crash, each time later', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    await app.post('/users/7/visits');
    const delays: number[] = [];
    for (let restarts = 0; restarts < 3; restarts++) {
      const start = clock.now();
      await app.post('/users/7/crash');
      const { rows } = await live.told('users', ({ rows: [user] }) =>
        Boolean(user?.restarts === restarts && user.status === 'restarting'),
      );
      const { restartsAt, idleAt } = rows[0]!;
      expect(idleAt).toBeUndefined();
      delays.push(restartsAt! - start);
      clock.advance(restartsAt! - start);
      await live.told('users', ({ rows: [user] }) => user?.restarts === restarts + 1);
    }
    expect(delays.map((delay) => Math.ceil(delay / 500) * 500)).toEqual([500, 1_000, 2_000]);
  });

  it('are told when they crash, are given up and stop', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    await app.post('/users/7/visits');
    for (let crash = 0; crash < 5; crash++) {
      await app.post('/users/7/crash');
      clock.advance(500 * 2 ** crash);
    }
    await live.told('user', ({ type }) => type === 'stopped');
    const user = { key: ['user', 7], worker: 'UserWorker' };
    expect(live.all('user').map(({ type }) => type)).toEqual([
      ...Array.from({ length: 4 }, () => ['started', 'crashed']).flat(),
      ...['started', 'crashed', 'gaveUp', 'stopped'],
    ]);
    expect(live.all('user').slice(-2)).toEqual([
      {
        ...user,
        type: 'gaveUp',
        restarts: 4,
        error: 'Error: This is what POST /users/:id/crash asks for',
      },
      { ...user, type: 'stopped', reason: 'crashed', completed: true },
    ]);
    await live.told('users', ({ total }) => total === 0);
  });

  it('are gone after half a minute of doing nothing', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    await app.post('/users/7/visits');
    clock.advance(30_000);
    expect(await live.told('user', ({ type }) => type === 'stopped')).toMatchObject({
      reason: 'idle',
    });
  });

  it('are fifty at most, and all are counted', async () => {
    await using app = await SampleApp.start();
    await Promise.all(Array.from({ length: 51 }, (_, i) => app.get(`/users/${i + 1}`)));
    const { rows, total } = await (await app.watch()).told('users');
    expect({ rows: rows.length, total }).toEqual({ rows: 50, total: 51 });
  });
});

describe('the deliveries of an order, live', () => {
  it('are told as each handler settles: the asynchronous one last, the failed one with its error', async () => {
    await using app = await SampleApp.start();
    const live = await app.watch();
    const { body } = await app.post('/orders', order);
    await live.told('delivery', ({ handler }) => handler === 'InvoiceService.issue');
    expect(live.all('delivery').map(({ handler }) => handler)).toEqual([
      'StockService.reserve',
      'MailService.confirm',
      'NotificationService.notify',
      'AuditService.record',
      'InvoiceService.issue',
    ]);
    expect(live.all('delivery')[0]).toEqual({
      order: 1,
      item: 'unicorn',
      handler: 'StockService.reserve',
      status: 'failed',
      error: 'Error: unicorn is sold out',
    });
    expect(live.all('delivery').at(-1)).toEqual({
      order: 1,
      item: 'unicorn',
      ...body.deliveries[0],
    });
  });
});

describe('the registries, live', () => {
  it('are told every second', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    const [first] = await live.told('registries');
    expect(first).toMatchObject({ name: 'events', stats: { messages: 0 } });
    await app.post('/users/7/visits');
    clock.advance(999);
    clock.advance(1);
    const later = await live.told('registries', ([events]) => events!.stats.messages > 0);
    expect(later.find(({ name }) => name === 'users')?.stats.entries).toBe(1);
    expect(live.all('registries')).toHaveLength(2);
  });
});
