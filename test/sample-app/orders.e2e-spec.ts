import { nextMessage, SampleApp } from './sample-app.js';

const order = { item: 'book', quantity: 2, customer: 7 };

describe('POST /orders', () => {
  it('answers 201 with the order', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/orders', order);
    expect(status).toBe(201);
    expect(body.order).toEqual({ id: 1, ...order, payment: 'card' });
  });

  it('tells what each handler said, the asynchronous one included', async () => {
    await using app = await SampleApp.start();
    const { body } = await app.post('/orders', order);
    expect(body.deliveries).toEqual([
      {
        handler: 'InvoiceService.issue',
        status: 'delivered',
        value: { invoice: 'INVOICE-1', payment: 'charged to the card of customer 7' },
      },
      { handler: 'StockService.reserve', status: 'delivered', value: { reserved: 2 } },
      {
        handler: 'MailService.confirm',
        status: 'delivered',
        value: { mail: 'Customer 7, thank you for order 1' },
      },
      { handler: 'NotificationService.notify', status: 'delivered', value: { notified: 0 } },
      {
        handler: 'AuditService.record',
        status: 'delivered',
        value: { instance: expect.any(String), by: expect.stringMatching(/^POST \/orders from /) },
      },
    ]);
  });

  it('has each order audited by an instance of its own', async () => {
    await using app = await SampleApp.start();
    const orders = await Promise.all([app.post('/orders', order), app.post('/orders', order)]);
    const instances = orders.map(({ body }) => body.deliveries[4].value.instance);
    expect(new Set(instances).size).toBe(2);
  });

  it('tells that a handler failed, and why, while the others succeed', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/orders', { ...order, item: 'unicorn' });
    expect(status).toBe(201);
    const failed = body.deliveries.filter((delivery: any) => delivery.status !== 'delivered');
    expect(failed).toEqual([
      { handler: 'StockService.reserve', status: 'failed', error: 'Error: unicorn is sold out' },
    ]);
    expect(body.deliveries).toHaveLength(5);
  });

  it('takes an order after one that failed', async () => {
    await using app = await SampleApp.start();
    await app.post('/orders', { ...order, item: 'unicorn' });
    const { body } = await app.post('/orders', order);
    expect(body.order.id).toBe(2);
    expect(body.deliveries[1]).toMatchObject({ status: 'delivered', value: { reserved: 2 } });
  });

  it('pays by the method that is registered under the name', async () => {
    await using app = await SampleApp.start();
    const { body } = await app.post('/orders', { ...order, payment: 'transfer' });
    expect(body.deliveries[0].value.payment).toBe('to be transferred with the reference ORDER-1');
  });

  it('refuses a method that is not registered, and names those that are', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.post('/orders', { ...order, payment: 'barter' });
    expect(status).toBe(400);
    expect(body.message).toBe('payment must be one of: card, transfer');
  });

  it('notifies the customer who listens, and nobody else', async () => {
    await using app = await SampleApp.start();
    const customer = await app.listen('user:7');
    const other = await app.listen('user:8');
    const heard: unknown[] = [];
    other.addEventListener('message', (event) => heard.push(event.data));

    const message = nextMessage(customer);
    const { body } = await app.post('/orders', order);
    expect(body.deliveries[3].value).toEqual({ notified: 1 });
    expect(await message).toEqual({ text: 'Order 1 has arrived' });

    const last = nextMessage(other);
    await app.post('/orders', { ...order, customer: 8 });
    await last;
    expect(heard).toEqual(['{"text":"Order 2 has arrived"}']);
  });

  it.each([
    ['an empty item', { ...order, item: '' }, 'item should not be empty'],
    ['a quantity of 0', { ...order, quantity: 0 }, 'quantity must be a positive number'],
    ['half a quantity', { ...order, quantity: 0.5 }, 'quantity must be an integer number'],
    ['a quantity as text', { ...order, quantity: '2' }, 'quantity must be an integer number'],
    [
      'no customer',
      { ...order, customer: undefined },
      'customer must not be greater than 9007199254740991',
    ],
    ['an unknown field', { ...order, price: 0 }, 'property price should not exist'],
  ])('refuses %s', async (_, body, reason) => {
    await using app = await SampleApp.start();
    const answer = await app.post('/orders', body);
    expect(answer.status).toBe(400);
    expect(answer.body.message).toContain(reason);
  });

  it('publishes nothing when it refuses', async () => {
    await using app = await SampleApp.start();
    await app.post('/orders', { ...order, quantity: 0 });
    expect(app.events.stats().messages).toBe(0);
  });

  it('refuses malformed JSON', async () => {
    await using app = await SampleApp.start();
    const { status, body } = await app.postText('/orders', '{ "item": ');
    expect(status).toBe(400);
    expect(body.message).toMatch(/JSON/);
  });
});
