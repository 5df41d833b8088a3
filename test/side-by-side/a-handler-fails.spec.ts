import { Logger, type LoggerService } from '@nestjs/common';
import { EventBus, UnhandledExceptionBus } from '@nestjs/cqrs';
import { getRegistryToken, Registry, type Failure } from 'nestjs-registry';
import { config } from 'rxjs';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { LIMIT, runShop } from './run-shop-process.js';
import { Journal, Orders } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as emitter from './with-event-emitter.js';
import * as registry from './with-registry.js';

const shops = [
  ['event-emitter', emitter.shop],
  ['cqrs', cqrs.shop],
  ['registry', registry.shop],
] as const;
const ways = ['throws', 'rejects'] as const;

/** What is logged as an error from now on. */
function logged(): unknown[][] {
  const lines: unknown[][] = [];
  const logger: LoggerService = {
    log: () => undefined,
    warn: () => undefined,
    error: (...line: unknown[]) => lines.push(line),
  };
  Logger.overrideLogger(logger);
  return lines;
}

describe.each(shops)('%s', (_, shop) => {
  it.each(ways)(
    'a handler that %s: the others run, and it is called with the next event',
    async (stock) => {
      const app = await startApp(shop());
      const orders = app.get(Orders);
      orders.create({ id: 1, stock });
      await turns();
      orders.create({ id: 2 });
      await turns();
      expect(app.get(Journal).lines).toEqual([
        'asked the stock for 1',
        'billed 1',
        'mailed 1',
        'asked the stock for 2',
        'billed 2',
        'mailed 2',
      ]);
    },
  );
});

describe('event-emitter', () => {
  it.each(ways)('the publisher of an event whose handler %s learns nothing', async (stock) => {
    const app = await startApp(emitter.shop());
    expect(app.get(Orders).create({ id: 1, stock })).toBe(true);
    expect(await app.get(Orders).createAndWait({ id: 1, stock })).toEqual([
      undefined,
      'mail 1',
      'bill 1',
    ]);
  });

  it('logs the error, without the event and the handler', async () => {
    const app = await startApp(emitter.shop());
    const lines = logged();
    app.get(Orders).create({ id: 1, stock: 'throws' });
    await turns();
    expect(lines).toEqual([
      ['out of stock', expect.stringContaining('Error: out of stock'), 'Event'],
    ]);
  });

  describe('with suppressErrors: false', () => {
    it(
      'emit to a handler that throws ends the process',
      async () => {
        const { code, output } = await runShop('event-emitter, suppressErrors: false', 'throws');
        expect(code).toBe(1);
        expect(output).toContain('Error: out of stock');
      },
      LIMIT,
    );

    it.each(ways)('emitAsync to a handler that %s rejects; the others run', async (stock) => {
      const app = await startApp(emitter.shop(emitter.StrictStock));
      await expect(app.get(Orders).createAndWait({ id: 1, stock })).rejects.toThrow('out of stock');
      await turns();
      expect(app.get(Journal).lines).toEqual(['asked the stock for 1', 'billed 1', 'mailed 1']);
    });
  });
});

describe('cqrs', () => {
  it.each(ways)('the publisher of an event whose handler %s learns nothing', async (stock) => {
    const app = await startApp(cqrs.shop());
    expect(app.get(Orders).create({ id: 1, stock })).toBeUndefined();
  });

  it('reports the error and the event on the UnhandledExceptionBus, without the handler', async () => {
    const app = await startApp(cqrs.shop());
    const reports: unknown[] = [];
    app.get(UnhandledExceptionBus).subscribe((report) => void reports.push(report));
    const order = { id: 1, stock: 'rejects' as const };
    app.get(Orders).create(order);
    await turns();
    expect(reports).toEqual([
      { cause: new cqrs.OrderCreated(order), exception: new Error('out of stock') },
    ]);
  });

  it('logs the error, and instead of the name of the handler that of a class of Nest', async () => {
    const app = await startApp(cqrs.shop());
    const lines = logged();
    app.get(Orders).create({ id: 1, stock: 'throws' });
    await turns();
    expect(lines).toEqual([
      [
        '"InstanceWrapper" has thrown an unhandled exception.',
        new Error('out of stock'),
        'EventBus',
      ],
    ]);
  });

  describe('with rethrowUnhandled: true', () => {
    it(
      'a handler that rejects ends the process',
      async () => {
        const { code, output } = await runShop('cqrs, rethrowUnhandled: true', 'rejects');
        expect(code).toBe(1);
        expect(output).toContain('Error: out of stock');
      },
      LIMIT,
    );

    it.each(ways)(
      'where the process is kept alive, a handler that %s is never called again',
      async (stock) => {
        const errors: unknown[] = [];
        const reported = new Promise<void>((resolve) => {
          config.onUnhandledError = (error: unknown) => {
            errors.push(error);
            resolve();
          };
        });
        const app = await startApp(cqrs.shop({ rethrowUnhandled: true }));
        app.get(Orders).create({ id: 1, stock });
        await reported;
        config.onUnhandledError = null;
        app.get(EventBus).publish(new cqrs.OrderCreated({ id: 2 }));
        await turns();
        expect(errors).toEqual([new Error('out of stock')]);
        expect(app.get(Journal).lines).toEqual([
          'asked the stock for 1',
          'billed 1',
          'mailed 1',
          'billed 2',
          'mailed 2',
        ]);
      },
    );
  });
});

describe('registry', () => {
  it(
    'the process goes on',
    async () => {
      expect(await runShop('registry', 'rejects')).toEqual({
        code: 0,
        output: expect.stringContaining('survived'),
      });
    },
    LIMIT,
  );

  it.each(ways)(
    'the publisher of a message whose handler %s learns of it if it looks',
    async (stock) => {
      const app = await startApp(registry.shop());
      expect(await app.get(Orders).createAndWait({ id: 1, stock })).toMatchObject([
        { status: 'failed', handler: 'Stock.onCreated', error: new Error('out of stock') },
        { status: 'delivered', handler: 'Mailer.onCreated', value: 'mail 1' },
        { status: 'delivered', handler: 'Billing.onCreated', value: 'bill 1' },
      ]);
    },
  );

  it('reports the error, the topic, the message and the handler on registry.errors', async () => {
    const app = await startApp(registry.shop());
    const failures: Failure[] = [];
    app.get<Registry>(getRegistryToken('shop')).errors.subscribe((failure) => {
      failures.push(failure);
    });
    const order = { id: 1, stock: 'rejects' as const };
    app.get(Orders).create(order);
    await turns();
    expect(failures).toMatchObject([
      {
        error: new Error('out of stock'),
        topic: 'order:created',
        message: order,
        handler: 'Stock.onCreated',
      },
    ]);
  });

  it('logs the error with the topic and the handler', async () => {
    const app = await startApp(registry.shop());
    const lines = logged();
    app.get(Orders).create({ id: 1, stock: 'throws' });
    await turns();
    expect(lines).toHaveLength(1);
    expect(lines[0]?.[0]).toContain('Stock.onCreated');
    expect(lines[0]?.[0]).toContain('order:created');
  });
});
