import type { ModuleMetadata } from '@nestjs/common';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { Journal, Orders, PostOffice } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as emitter from './with-event-emitter.js';
import * as registry from './with-registry.js';

/** What had happened when the order's `createAndWait` was over, and what it gave. */
async function createWhileThePostIsClosed(
  shop: ModuleMetadata,
  order = { id: 1 },
): Promise<{ lines: string[]; result: unknown }> {
  const app = await startApp(shop);
  const { lines } = app.get(Journal);
  app.get(PostOffice).close();
  const waiting = app
    .get(Orders)
    .createAndWait(order)
    .catch((error: unknown) => error)
    .then((result) => ({ lines: [...lines], result }));
  await turns();
  app.get(PostOffice).open();
  return waiting;
}

const failing = { id: 1, stock: 'rejects' as const };

describe('event-emitter', () => {
  it('emitAsync waits for all handlers, and gives what they returned', async () => {
    expect(await createWhileThePostIsClosed(emitter.shop())).toEqual({
      lines: ['asked the stock for 1', 'billed 1', 'mailed 1'],
      result: [undefined, 'mail 1', 'bill 1'],
    });
  });

  it('of a handler that failed it gives undefined', async () => {
    expect(await createWhileThePostIsClosed(emitter.shop(), failing)).toEqual({
      lines: ['asked the stock for 1', 'billed 1', 'mailed 1'],
      result: [undefined, 'mail 1', 'bill 1'],
    });
  });

  it('with suppressErrors: false it rejects with the first error, and does not wait for the others', async () => {
    expect(await createWhileThePostIsClosed(emitter.shop(emitter.StrictStock), failing)).toEqual({
      lines: ['asked the stock for 1', 'billed 1'],
      result: new Error('out of stock'),
    });
  });
});

describe('cqrs', () => {
  it('publish waits for nothing and gives nothing', async () => {
    expect(await createWhileThePostIsClosed(cqrs.shop())).toEqual({
      lines: ['asked the stock for 1', 'billed 1'],
      result: undefined,
    });
  });

  describe('with a publisher of your own that runs eventBus.eventOperators', () => {
    function shop(...options: Parameters<typeof cqrs.shop>): ModuleMetadata {
      const { imports, providers = [] } = cqrs.shop(...options);
      return { imports, providers: [...providers, cqrs.AwaitingPublisher] };
    }

    it('publish waits for all handlers, and gives what they returned as they settled', async () => {
      expect(await createWhileThePostIsClosed(shop())).toEqual({
        lines: ['asked the stock for 1', 'billed 1', 'mailed 1'],
        result: [undefined, 'bill 1', 'mail 1'],
      });
    });

    it('a handler that failed is missing among the results', async () => {
      expect(await createWhileThePostIsClosed(shop(), failing)).toEqual({
        lines: ['asked the stock for 1', 'billed 1', 'mailed 1'],
        result: ['bill 1', 'mail 1'],
      });
    });

    it('with rethrowUnhandled it rejects with the first error, and does not wait for the others', async () => {
      expect(await createWhileThePostIsClosed(shop({ rethrowUnhandled: true }), failing)).toEqual({
        lines: ['asked the stock for 1', 'billed 1'],
        result: new Error('out of stock'),
      });
    });
  });
});

describe('registry', () => {
  it('settled() waits for all handlers, and gives the outcome of each, with its name', async () => {
    expect(await createWhileThePostIsClosed(registry.shop(), failing)).toMatchObject({
      lines: ['asked the stock for 1', 'billed 1', 'mailed 1'],
      result: [
        { handler: 'Stock.onCreated', status: 'failed', error: new Error('out of stock') },
        { handler: 'Mailer.onCreated', status: 'delivered', value: 'mail 1' },
        { handler: 'Billing.onCreated', status: 'delivered', value: 'bill 1' },
      ],
    });
  });
});
