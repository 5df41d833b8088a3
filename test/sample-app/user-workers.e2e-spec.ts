import { once } from 'node:events';
import { ManualClock } from 'nestjs-registry/testing';
import { nextMessage, SampleApp } from './sample-app.js';

const HALF_A_SECOND = 500;
const HALF_A_MINUTE = 30_000;

describe('POST /users/:id/visits', () => {
  it('answers 201 with what the user knows of the visits', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits', { page: '/home' });
    const { status, body } = await app.post('/users/7/visits', { page: '/basket' });
    expect(status).toBe(201);
    expect(body).toMatchObject({ id: 7, visits: 2, lastPage: '/basket' });
  });

  it('needs no body', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/users/7/visits');
    expect({ status, body }).toMatchObject({ status: 201, body: { lastPage: '/' } });
  });

  it('starts the user once, however many come at the same time, and counts each', async () => {
    await using app = await SampleApp.start();
    const started: unknown[] = [];
    app.users.changes({ type: 'registered' }).subscribe(({ entry }) => started.push(entry.key));
    const visits = Array.from({ length: 20 }, () => app.post('/users/7/visits'));
    const counts = (await Promise.all(visits)).map(({ body }) => body.visits as number);
    expect(counts.sort((a, b) => a - b)).toEqual(counts.map((_, i) => i + 1));
    expect(started).toEqual([['user', 7]]);
  });

  it.each([
    ['a page that is no text', { page: 7 }, 'page must be a string'],
    ['an unknown field', { name: 'ann' }, 'property name should not exist'],
  ])('refuses %s', async (_, body, reason) => {
    await using app = await SampleApp.start();
    const answer = await app.post('/users/7/visits', body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(reason);
    expect(app.users.size).toBe(0);
  });
});

describe('POST /users/:id/crash', () => {
  it('answers 202, and the user is back in a moment, under the same name, with fresh state', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    expect((await app.post('/users/7/visits')).body.visits).toBe(2);

    expect((await app.post('/users/7/crash')).status).toBe(202);
    expect((await app.get('/users')).body).toEqual([{ key: ['user', 7], status: 'restarting' }]);

    clock.advance(HALF_A_SECOND);
    expect((await app.get('/users')).body).toEqual([{ key: ['user', 7], status: 'running' }]);
    expect((await app.post('/users/7/visits')).body.visits).toBe(1);
  });

  it('lets the next visit wait until the user is back', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    await app.post('/users/7/crash');
    const arrived = once(app.app.getHttpServer(), 'request');
    const visit = app.post('/users/7/visits');
    await arrived;
    clock.advance(HALF_A_SECOND);
    const { status, body } = await visit;
    expect({ status, body }).toMatchObject({ status: 201, body: { visits: 1 } });
  });

  it('answers 503 to a visit that waits for a user who leaves instead of coming back', async () => {
    await using app = await SampleApp.start(new ManualClock());
    await app.post('/users/7/visits');
    await app.post('/users/7/crash');
    const arrived = once(app.app.getHttpServer(), 'request');
    const visit = app.get('/users/7');
    await arrived;
    expect((await app.delete('/users/7')).status).toBe(204);
    expect(await visit).toEqual({
      status: 503,
      body: { statusCode: 503, error: 'WORKER_TERMINATED', message: 'Ended meanwhile, try again' },
    });
  });

  it('harms no other user', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    await app.post('/users/8/visits');
    await app.post('/users/7/crash');
    expect((await app.post('/users/8/visits')).body.visits).toBe(2);
  });

  it('gives up a user who crashes too often, whom the next visit starts anew', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    for (let crash = 1; crash <= 5; crash++) {
      expect((await app.post('/users/7/crash')).status).toBe(202);
      clock.advance(HALF_A_SECOND * 2 ** (crash - 1));
    }
    expect((await app.get('/users')).body).toEqual([]);
    expect((await app.post('/users/7/visits')).body.visits).toBe(1);
  });

  it('answers 404 for a user who is not there', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/users/7/crash');
    expect(status).toBe(404);
    expect(body).toEqual({
      statusCode: 404,
      error: 'WORKER_NOT_FOUND',
      message: 'Nobody of that name is there',
    });
  });
});

describe('a user who does nothing', () => {
  it('is stopped after half a minute, and started anew by the next visit', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    clock.advance(HALF_A_MINUTE - 1);
    expect(app.users.size).toBe(1);
    clock.advance(1);
    expect((await app.get('/users')).body).toEqual([]);
    expect((await app.post('/users/7/visits')).body.visits).toBe(1);
  });

  it('stays for another half a minute after each visit', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    clock.advance(HALF_A_MINUTE - 1);
    await app.post('/users/7/visits');
    clock.advance(HALF_A_MINUTE - 1);
    expect((await app.post('/users/7/visits')).body.visits).toBe(3);
  });
});

describe('POST /users/:id/notifications', () => {
  it('reaches the user who is there, and nobody else', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    await app.post('/users/8/visits');
    const { status, body } = await app.post('/users/7/notifications', { text: 'hello' });
    expect({ status, body }).toEqual({ status: 202, body: { notified: 1 } });
    expect((await app.get('/users/7')).body.notifications).toBe(1);
    expect((await app.get('/users/8')).body.notifications).toBe(0);
  });

  it('reaches the streams of the user as well', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    const message = nextMessage(await app.listen('user:7'));
    const { body } = await app.post('/users/7/notifications', { text: 'hello' });
    expect(body).toEqual({ notified: 2 });
    expect(await message).toEqual({ text: 'hello' });
  });

  it('reaches nobody after the user has left, and starts nobody', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    await app.delete('/users/7');
    const { body } = await app.post('/users/7/notifications', { text: 'hello' });
    expect({ body, users: app.users.size }).toEqual({ body: { notified: 0 }, users: 0 });
  });

  it('is what an order of the user leads to', async () => {
    await using app = await SampleApp.start();
    await app.post('/users/7/visits');
    await app.post('/orders', { item: 'book', quantity: 2, customer: 7 });
    expect((await app.get('/users/7')).body.notifications).toBe(1);
  });

  it('refuses an empty text', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/users/7/notifications', { text: '' });
    expect(status).toBe(400);
    expect(body.message).toContain('text should not be empty');
  });
});

describe('GET /users/events', () => {
  it('tells of starts, crashes, restarts and ends, as they happen', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const source = await app.watchUsers();
    const user = { worker: 'UserWorker', key: ['user', 7] };

    let event = nextMessage(source);
    await app.post('/users/7/visits');
    expect(await event).toMatchObject({ ...user, type: 'started', restarts: 0 });

    event = nextMessage(source);
    await app.post('/users/7/crash');
    expect(await event).toEqual({
      ...user,
      type: 'crashed',
      method: 'crash',
      error: 'Error: This is what POST /users/:id/crash asks for',
      restartIn: expect.any(Number),
    });

    event = nextMessage(source);
    clock.advance(HALF_A_SECOND);
    expect(await event).toMatchObject({ ...user, type: 'started', restarts: 1 });

    event = nextMessage(source);
    await app.delete('/users/7');
    expect(await event).toEqual({ ...user, type: 'stopped', reason: 'stopped', completed: true });
  });

  it('tells of a user who was idle for too long', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    const event = nextMessage(await app.watchUsers());
    clock.advance(HALF_A_MINUTE);
    expect(await event).toMatchObject({ type: 'stopped', reason: 'idle' });
  });
});

describe('the shutdown of the application', () => {
  it('stops the users, and ends the stream of their events whole', async () => {
    await using app = await SampleApp.start();
    const { users } = app;
    const response = await fetch(`${app.url}/users/events`);
    await app.post('/users/7/visits');
    expect(users.size).toBe(1);

    await app.app.close();
    expect(await response.text()).toMatch(/"type":"started".*\n\n$/);
    expect({ size: users.size, closed: users.closed }).toEqual({ size: 0, closed: true });
  });

  it('does not wait for a user who is about to restart', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/users/7/visits');
    await app.post('/users/7/crash');
    await app.app.close();
    await clock.advanceAsync(0);
    expect(clock.pending).toBe(0);
  });
});
