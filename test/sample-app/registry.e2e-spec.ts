import { SampleApp } from './sample-app.js';

async function overview(app: SampleApp): Promise<Record<string, any>> {
  const { status, body } = await app.get('/registry');
  expect(status).toBe(200);
  return Object.fromEntries(body.map((registry: { name: string }) => [registry.name, registry]));
}

describe('GET /registry', () => {
  it('shows every registry of the application', async () => {
    await using app = await SampleApp.start();
    expect(Object.keys(await overview(app))).toEqual([
      'events',
      'live',
      'payments',
      'rooms',
      'services',
      'sessions',
      'users',
    ]);
  });

  it('shows the handlers, each under its topic with the class it belongs to', async () => {
    await using app = await SampleApp.start();
    const { events } = await overview(app);
    expect(events).toMatchObject({ keys: 'duplicate', stats: { entries: 6, messages: 0 } });
    expect(events.entries).toEqual(
      [
        ['user:seen', 'KnownUsers'],
        ['order:created', 'InvoiceService'],
        ['order:created', 'StockService'],
        ['order:created', 'MailService'],
        ['order:created', 'NotificationService'],
        ['order:created', 'AuditService'],
      ].map(([key, owner]) => ({ key, owner })),
    );
  });

  it('shows the registered providers', async () => {
    await using app = await SampleApp.start();
    const { payments } = await overview(app);
    expect(payments.entries).toEqual([
      { key: 'card', owner: 'CardPaymentService', value: "CardPaymentService { name: 'card' }" },
      {
        key: 'transfer',
        owner: 'TransferPaymentService',
        value: "TransferPaymentService { name: 'transfer' }",
      },
    ]);
  });

  it('shows a user from the first visit on', async () => {
    await using app = await SampleApp.start();
    expect((await overview(app))['users'].entries).toEqual([]);
    await app.get('/users/7');
    expect((await overview(app))['users'].entries).toMatchObject([
      {
        key: ['user', 7],
        owner: 'UserWorker',
        value: "WorkerRef { key: [ 'user', 7 ], status: 'running' }",
      },
    ]);
  });

  it('shows who listens to a stream', async () => {
    await using app = await SampleApp.start();
    await app.listen('user:7');
    expect((await overview(app))['events'].entries.at(-1)).toMatchObject({
      key: ['user', 7, 'notified'],
    });
  });

  it('counts messages, deliveries and failures', async () => {
    await using app = await SampleApp.start();
    await app.post('/orders', { item: 'unicorn', quantity: 1, customer: 7 });
    const { events } = await overview(app);
    expect(events.stats).toMatchObject({ messages: 7, deliveries: 5, failures: 1 });
  });

  it('shows keys that JSON has no word for', async () => {
    await using app = await SampleApp.start();
    class Shipped {}
    const key = [10n, Symbol('secret'), Shipped, new Date(0), { floor: 'a' }, null, NaN];
    using registration = app.events.subscribe(key as never, () => undefined);
    expect(registration.active).toBe(true);
    const { events } = await overview(app);
    expect(events.entries.at(-1).key).toEqual([
      '10n',
      'Symbol(secret)',
      '[class Shipped]',
      '1970-01-01T00:00:00.000Z',
      { floor: 'a' },
      null,
      'NaN',
    ]);
  });

  it('shows no more than a hundred entries of a registry, and counts all', async () => {
    await using app = await SampleApp.start();
    await Promise.all(Array.from({ length: 101 }, (_, i) => app.get(`/users/${i + 1}`)));
    const { users } = await overview(app);
    expect(users.entries).toHaveLength(100);
    expect(users.stats.entries).toBe(101);
  });
});
