import { ManualClock } from 'nestjs-registry/testing';
import { SampleApp } from './sample-app.js';

const phone = { user: 'ann', device: 'phone', kind: 'sliding', ttl: 10_000 };
const desktop = { ...phone, device: 'desktop', kind: 'fixed' };

async function devicesOf(app: SampleApp, user: string): Promise<string[]> {
  const { body } = await app.get(`/sessions?user=${user}`);
  return body.map(({ device }: { device: string }) => device);
}

describe('POST /sessions', () => {
  it('answers 201 with the session', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    clock.advance(5_000);
    const { status, body } = await app.post('/sessions', phone);
    expect(status).toBe(201);
    expect(body).toEqual({ ...phone, id: expect.any(String), expiresAt: 15_000 });
  });

  it('gives half a minute where no time is asked for', async () => {
    await using app = await SampleApp.start();
    const { ttl: _, ...login } = phone;
    expect((await app.post('/sessions', login)).body.ttl).toBe(30_000);
  });

  it.each([
    ['no user', { ...phone, user: '' }, 'user should not be empty'],
    ['an unknown kind', { ...phone, kind: 'eternal' }, 'kind must be one of'],
    ['no time at all', { ...phone, ttl: 0 }, 'ttl must not be less than 1000'],
  ])('refuses %s', async (_, body, reason) => {
    await using app = await SampleApp.start();
    const answer = await app.post('/sessions', body);
    expect(answer.status).toBe(400);
    expect(String(answer.body.message)).toContain(reason);
  });
});

describe('GET /sessions?user=', () => {
  it('lists the sessions of the user, and of nobody else', async () => {
    await using app = await SampleApp.start();
    await app.post('/sessions', phone);
    await app.post('/sessions', { ...phone, user: 'bob', device: 'tablet' });
    await app.post('/sessions', desktop);
    expect(await devicesOf(app, 'ann')).toEqual(['phone', 'desktop']);
  });

  it('lists no session whose time is up', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    await app.post('/sessions', phone);
    clock.advance(9_999);
    expect(await devicesOf(app, 'ann')).toEqual(['phone']);
    clock.advance(1);
    expect(await devicesOf(app, 'ann')).toEqual([]);
  });

  it('wants to know whose', async () => {
    await using app = await SampleApp.start();
    expect((await app.get('/sessions')).status).toBe(400);
  });
});

describe('POST /sessions/:id/touch', () => {
  it('begins the time of a sliding session anew', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const { id } = (await app.post('/sessions', phone)).body;
    clock.advance(9_999);
    const { status, body } = await app.post(`/sessions/${id}/touch`);
    expect({ status, expiresAt: body.expiresAt }).toEqual({ status: 200, expiresAt: 19_999 });
    clock.advance(9_999);
    expect(await devicesOf(app, 'ann')).toEqual(['phone']);
  });

  it('answers 404 for a session that has just ended', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const { id } = (await app.post('/sessions', phone)).body;
    clock.advance(10_000);
    expect((await app.post(`/sessions/${id}/touch`)).status).toBe(404);
  });

  it('answers 409 for a fixed session', async () => {
    await using app = await SampleApp.start();
    const { id } = (await app.post('/sessions', desktop)).body;
    expect(await app.post(`/sessions/${id}/touch`)).toEqual({
      status: 409,
      body: {
        statusCode: 409,
        error: 'NOT_SLIDING',
        message: 'What has a fixed time cannot be prolonged',
      },
    });
  });
});

describe('DELETE /sessions/:id', () => {
  it('logs out one device', async () => {
    await using app = await SampleApp.start();
    const { id } = (await app.post('/sessions', phone)).body;
    await app.post('/sessions', desktop);
    expect((await app.delete(`/sessions/${id}`)).status).toBe(204);
    expect(await devicesOf(app, 'ann')).toEqual(['desktop']);
    expect((await app.delete(`/sessions/${id}`)).status).toBe(404);
  });
});

describe('DELETE /sessions?user=', () => {
  it('logs out everywhere, and nobody else', async () => {
    await using app = await SampleApp.start();
    await app.post('/sessions', phone);
    await app.post('/sessions', desktop);
    await app.post('/sessions', { ...phone, user: 'bob' });
    const { status, body } = await app.delete('/sessions?user=ann');
    expect({ status, body }).toEqual({ status: 200, body: { ended: 2 } });
    expect([await devicesOf(app, 'ann'), await devicesOf(app, 'bob')]).toEqual([[], ['phone']]);
  });

  it('ends nothing of a user who logs in again', async () => {
    await using app = await SampleApp.start();
    await app.post('/sessions', phone);
    await app.delete('/sessions?user=ann');
    await app.post('/sessions', desktop);
    expect(await devicesOf(app, 'ann')).toEqual(['desktop']);
    expect((await app.delete('/sessions?user=bob')).body).toEqual({ ended: 0 });
  });

  it('ends nobody when it is not told whom', async () => {
    await using app = await SampleApp.start();
    await app.post('/sessions', phone);
    expect((await app.delete('/sessions')).status).toBe(400);
    expect(await devicesOf(app, 'ann')).toEqual(['phone']);
  });
});

describe('GET /sessions/me', () => {
  function me(app: SampleApp, authorization?: string): Promise<Response> {
    return fetch(
      `${app.url}/sessions/me`,
      authorization === undefined ? {} : { headers: { authorization } },
    );
  }

  it('tells whose session it is, and prolongs a sliding one', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const { id } = (await app.post('/sessions', phone)).body;
    clock.advance(4_000);
    const answer = await me(app, `Bearer ${id}`);
    expect(await answer.json()).toEqual({ ...phone, id, expiresAt: 14_000 });
    clock.advance(9_999);
    expect((await me(app, `Bearer ${id}`)).status).toBe(200);
  });

  it('does not prolong a fixed one', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const { id } = (await app.post('/sessions', desktop)).body;
    clock.advance(9_999);
    expect((await me(app, `Bearer ${id}`)).status).toBe(200);
    clock.advance(1);
    expect((await me(app, `Bearer ${id}`)).status).toBe(401);
  });

  it.each([undefined, 'Bearer ', 'Bearer nobody', 'Basic YW5u'])('refuses %s', async (header) => {
    await using app = await SampleApp.start();
    await app.post('/sessions', phone);
    const answer = await me(app, header);
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ message: 'Log in: there is no such session' });
  });
});

describe('the sessions, live', () => {
  it('are told when they come, are touched and go', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    const { body } = await app.post('/sessions', phone);
    await live.told('sessions', ({ rows }) => rows[0]?.id === body.id);
    clock.advance(5_000);
    await app.post(`/sessions/${body.id}/touch`);
    await live.told('sessions', ({ rows }) => rows[0]?.expiresAt === 15_000);
    live.forget();
    await app.delete(`/sessions/${body.id}`);
    expect(await live.told('sessions', ({ total }) => total === 0)).toEqual({ rows: [], total: 0 });
  });

  it('are told why each has ended', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    await app.post('/sessions', { ...phone, ttl: 1_000, device: 'watch' });
    clock.advance(1_000);
    const { id } = (await app.post('/sessions', phone)).body;
    await app.delete(`/sessions/${id}`);
    await app.post('/sessions', desktop);
    await app.delete('/sessions?user=ann');
    await live.told('session-ended', ({ device }) => device === 'desktop');
    const end = { id: expect.any(String), user: 'ann' };
    expect(live.all('session-ended')).toEqual([
      { ...end, device: 'watch', reason: 'expired' },
      { ...end, device: 'phone', reason: 'unregistered' },
      {
        ...end,
        device: 'desktop',
        reason: 'terminated',
        detail: 'logged out everywhere',
      },
    ]);
  });
});
