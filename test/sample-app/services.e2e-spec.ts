import { ManualClock } from 'nestjs-registry/testing';
import { SampleApp } from './sample-app.js';

const mailer = { type: 'mailer', region: 'eu' };

async function add(app: SampleApp, instance: object = mailer): Promise<string> {
  const { status, body } = await app.post('/services', instance);
  expect(status).toBe(201);
  return body.id;
}

async function idsOf(app: SampleApp, query = ''): Promise<string[]> {
  const { body } = await app.get(`/services${query}`);
  return body.map(({ id }: { id: string }) => id);
}

async function pick(
  app: SampleApp,
  body: object,
  type = 'mailer',
): Promise<Record<string, number>> {
  const answer = await app.post(`/services/${type}/picks`, body);
  expect(answer.status).toBe(200);
  return answer.body.counts;
}

describe('POST /services', () => {
  it('registers an instance', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const { status, body } = await app.post('/services', { ...mailer, load: 3 });
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        ...mailer,
        id: expect.any(String),
        load: 3,
        picks: 0,
        ttl: 10_000,
        expiresAt: 10_000,
      },
    });
  });

  it.each([
    ['no type', { region: 'eu' }, 'type must be a string'],
    ['a load that is no number', { ...mailer, load: 'low' }, 'load must be a number'],
    ['too long a life', { ...mailer, ttl: 60_001 }, 'ttl must not be greater than 60000'],
  ])('refuses %s', async (_, body, reason) => {
    await using app = await SampleApp.start();
    const answer = await app.post('/services', body);
    expect(answer.status).toBe(400);
    expect(String(answer.body.message)).toContain(reason);
  });
});

describe('GET /services', () => {
  it('lists all, those of a type, those of a region, and those of both', async () => {
    await using app = await SampleApp.start();
    const [eu, us, search] = [
      await add(app),
      await add(app, { ...mailer, region: 'us' }),
      await add(app, { type: 'search', region: 'us' }),
    ];
    expect((await idsOf(app)).sort()).toEqual([eu, us, search].sort());
    expect(await idsOf(app, '?type=mailer')).toEqual([eu, us]);
    expect((await idsOf(app, '?region=us')).sort()).toEqual([us, search].sort());
    expect(await idsOf(app, '?type=mailer&region=us')).toEqual([us]);
    expect(await idsOf(app, '?type=nothing')).toEqual([]);
  });
});

describe('POST /services/:id/heartbeat', () => {
  it('keeps the instance, and tells its load', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const id = await add(app);
    clock.advance(9_999);
    const { status, body } = await app.post(`/services/${id}/heartbeat`, { load: 7 });
    expect({ status, body }).toMatchObject({ status: 200, body: { load: 7, expiresAt: 19_999 } });
    clock.advance(9_999);
    expect((await app.post(`/services/${id}/heartbeat`)).body.load).toBe(7);
    clock.advance(9_999);
    expect(await idsOf(app)).toEqual([id]);
  });

  it('answers 404 for an instance that has missed one', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const id = await add(app);
    clock.advance(10_000);
    expect((await app.post(`/services/${id}/heartbeat`)).status).toBe(404);
    expect(await idsOf(app)).toEqual([]);
  });
});

describe('DELETE /services/:id', () => {
  it('takes the instance away at once', async () => {
    await using app = await SampleApp.start();
    const [goes, stays] = [await add(app), await add(app)];
    expect((await app.delete(`/services/${goes}`)).status).toBe(204);
    expect(await idsOf(app)).toEqual([stays]);
    expect(await pick(app, { strategy: 'round-robin', count: 10 })).toEqual({ [stays]: 10 });
    expect((await app.delete(`/services/${goes}`)).status).toBe(404);
  });
});

describe('POST /services/:type/picks', () => {
  it('takes turns', async () => {
    await using app = await SampleApp.start();
    const ids = [await add(app), await add(app), await add(app)];
    const counts = await pick(app, { strategy: 'round-robin', count: 30 });
    expect(counts).toEqual(Object.fromEntries(ids.map((id) => [id, 10])));
  });

  it('goes on with the turns of the last time', async () => {
    await using app = await SampleApp.start();
    const ids = [await add(app), await add(app)];
    const picked = [];
    for (let time = 1; time <= 4; time++)
      picked.push(...Object.keys(await pick(app, { strategy: 'round-robin' })));
    expect(picked).toEqual([...ids, ...ids]);
  });

  it('gives to the least loaded, which has more to do with each', async () => {
    await using app = await SampleApp.start();
    const idle = await add(app);
    const busy = await add(app, { ...mailer, load: 4 });
    expect(await pick(app, { strategy: 'least-loaded', count: 10 })).toEqual({
      [idle]: 7,
      [busy]: 3,
    });
    const { body } = await app.get('/services');
    expect(body.map(({ load, picks }: any) => [load, picks])).toEqual([
      [7, 7],
      [7, 3],
    ]);
  });

  it('gives equal requests to the same instance, and others to others', async () => {
    await using app = await SampleApp.start();
    for (let i = 0; i < 3; i++) await add(app);
    const equal = await pick(app, { strategy: 'consistent-hash', count: 20, on: 'ann' });
    expect(Object.values(equal)).toEqual([20]);
    const spread = await pick(app, { strategy: 'consistent-hash', count: 300 });
    expect(Object.keys(spread)).toHaveLength(3);
  });

  it('gives to anybody, and to none of another service', async () => {
    await using app = await SampleApp.start();
    const ids = [await add(app), await add(app)];
    await add(app, { ...mailer, type: 'search' });
    const counts = await pick(app, { strategy: 'random', count: 200 });
    expect(Object.keys(counts).sort()).toEqual(ids.sort());
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(200);
  });

  it('answers 503 when nobody is there', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/services/mailer/picks', { strategy: 'random' });
    expect({ status, message: body.message }).toEqual({
      status: 503,
      message: 'No instance of mailer is there',
    });
  });

  it.each([
    ['an unknown strategy', { strategy: 'best' }, 'strategy must be one of'],
    ['too many', { strategy: 'random', count: 1001 }, 'count must not be greater than 1000'],
  ])('refuses %s', async (_, body, reason) => {
    await using app = await SampleApp.start();
    await add(app);
    const answer = await app.post('/services/mailer/picks', body);
    expect(answer.status).toBe(400);
    expect(String(answer.body.message)).toContain(reason);
  });
});

describe('the services, live', () => {
  it('are told when they come, are picked and go', async () => {
    const clock = new ManualClock();
    await using app = await SampleApp.start(clock);
    const live = await app.watch();
    const id = await add(app);
    await live.told('services', ({ rows }) => rows[0]?.id === id);
    await pick(app, { strategy: 'random', count: 3 });
    await live.told('services', ({ rows }) => rows[0]?.picks === 3);
    expect(await live.told('picks')).toEqual({
      type: 'mailer',
      strategy: 'random',
      counts: { [id]: 3 },
    });
    live.forget();
    clock.advance(10_000);
    await live.told('services', ({ total }) => total === 0);
  });
});
