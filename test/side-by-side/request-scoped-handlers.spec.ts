import { Controller, Inject, Post, Scope, type INestApplication } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import {
  AsyncContext,
  Command,
  CommandBus,
  CommandHandler,
  EventBus,
  UnhandledExceptionBus,
  type ICommandHandler,
} from '@nestjs/cqrs';
import { EventEmitter2 } from '@nestjs/event-emitter';
import { Test } from '@nestjs/testing';
import { getRegistryToken, InjectRegistry, type Registry, type RegistryOf } from 'nestjs-registry';
import request from 'supertest';
import { startApp } from '../support/start-app.js';
import { turns } from '../support/turns.js';
import { LIMIT, runShop } from './run-shop-process.js';
import { Journal, Orders, Trolley, Warehouse } from './shop.js';
import * as cqrs from './with-cqrs.js';
import * as emitter from './with-event-emitter.js';
import * as registry from './with-registry.js';

const order = { id: 1 };

describe('event-emitter', () => {
  it('makes new instances for each event, and for each of its handlers', async () => {
    const app = await startApp(emitter.shop());
    for (const id of [1, 2]) {
      app.get(Orders).pack({ id });
      await turns();
    }
    expect(app.get(Journal).lines).toEqual([
      'packed 1 on trolley 1',
      'labelled 1 on trolley 2',
      'packed 2 on trolley 3',
      'labelled 2 on trolley 4',
    ]);
  });

  it('REQUEST is the payload', async () => {
    const app = await startApp(emitter.shop());
    app.get(Orders).pack(order);
    await turns();
    expect(app.get(Warehouse).requests).toEqual([order, order]);
    expect(app.get(Warehouse).requests[0]).toBe(order);
  });

  it(
    'a handler that cannot be constructed ends the process, although errors are suppressed',
    async () => {
      const { code, output } = await runShop('event-emitter', 'cannot be constructed');
      expect(code).toBe(1);
      expect(output).toContain('Error: no trolley left');
    },
    LIMIT,
  );

  it('with emitAsync a handler that cannot be constructed rejects', async () => {
    const app = await startApp(emitter.shop());
    app.get(Warehouse).empty = true;
    await expect(app.get(EventEmitter2).emitAsync('order:packed', order)).rejects.toThrow(
      'no trolley left',
    );
  });

  describe('over HTTP', () => {
    let app: INestApplication;

    @Controller()
    class Packing {
      constructor(
        private readonly events: EventEmitter2,
        private readonly journal: Journal,
        private readonly trolley: Trolley,
        @Inject(REQUEST) private readonly request: object,
      ) {}

      @Post('pack')
      async pack(): Promise<void> {
        this.journal.write(`trolley ${this.trolley.number}`);
        await this.events.emitAsync('order:packed', this.request);
      }
    }

    async function pack(inheritRequestContextId: boolean): Promise<string[]> {
      const { providers, imports } = emitter.shop(undefined, { inheritRequestContextId });
      const module = await Test.createTestingModule({
        imports,
        providers,
        controllers: [Packing],
      }).compile();
      app = await module.createNestApplication({ logger: false }).init();
      await request(app.getHttpServer()).post('/pack').expect(201);
      return app.get(Journal).lines;
    }

    afterEach(() => app.close());

    it('the handlers share nothing with the request', async () => {
      expect(await pack(false)).toEqual([
        'trolley 1',
        'packed undefined on trolley 2',
        'labelled undefined on trolley 3',
      ]);
    });

    it('with inheritRequestContextId they share its context, if the request is the payload', async () => {
      expect(await pack(true)).toEqual([
        'trolley 1',
        'packed undefined on trolley 1',
        'labelled undefined on trolley 1',
      ]);
    });
  });
});

describe('cqrs', () => {
  it('makes new instances for each event, and for each of its handlers', async () => {
    const app = await startApp(cqrs.shop());
    for (const id of [1, 2]) {
      app.get(Orders).pack({ id });
      await turns();
    }
    expect(app.get(Journal).lines).toEqual([
      'packed 1 on trolley 1',
      'labelled 1 on trolley 2',
      'packed 2 on trolley 3',
      'labelled 2 on trolley 4',
    ]);
  });

  it('handlers share the context of an event that is published with an AsyncContext', async () => {
    const app = await startApp(cqrs.shop());
    app.get(EventBus).publish(new cqrs.OrderPacked(order), new AsyncContext());
    await turns();
    expect(app.get(Journal).lines.toSorted()).toEqual([
      'labelled 1 on trolley 1',
      'packed 1 on trolley 1',
    ]);
  });

  it.each([
    ['without a context', undefined],
    ['with an AsyncContext', new AsyncContext()],
  ])('REQUEST is undefined for an event published %s', async (_, context) => {
    const app = await startApp(cqrs.shop());
    app.get(EventBus).publish(new cqrs.OrderPacked(order), context);
    await turns();
    expect(new Set(app.get(Warehouse).requests)).toEqual(new Set([undefined]));
  });

  it('REQUEST is the AsyncContext of the request-scoped command that publishes the event', async () => {
    class Pack extends Command<void> {}

    @CommandHandler(Pack, { scope: Scope.REQUEST })
    class PackHandler implements ICommandHandler<Pack> {
      constructor(
        private readonly events: EventBus,
        @Inject(REQUEST) private readonly context: AsyncContext,
      ) {}

      async execute(): Promise<void> {
        this.events.publish(new cqrs.OrderPacked(order), this.context);
      }
    }
    const { imports, providers = [] } = cqrs.shop();
    const app = await startApp({ imports, providers: [...providers, PackHandler] });
    const context = new AsyncContext();
    await app.get(CommandBus).execute(new Pack(), context);
    await turns();
    expect(app.get(Warehouse).requests).toEqual([context]);
  });

  it('a handler that cannot be constructed is reported like one that fails', async () => {
    const app = await startApp(cqrs.shop());
    const reports: unknown[] = [];
    app.get(UnhandledExceptionBus).subscribe((report) => void reports.push(report));
    app.get(Warehouse).empty = true;
    app.get(Orders).pack(order);
    await turns();
    const report = {
      cause: new cqrs.OrderPacked(order),
      exception: new Error('no trolley left'),
    };
    expect(reports).toEqual([report, report]);
  });
});

describe('here', () => {
  it('makes new instances for each message, and shares a context among its handlers', async () => {
    const app = await startApp(registry.shop());
    for (const id of [1, 2]) app.get(Orders).pack({ id });
    expect(app.get(Journal).lines).toEqual([
      'packed 1 on trolley 1',
      'labelled 1 on trolley 1',
      'packed 2 on trolley 2',
      'labelled 2 on trolley 2',
    ]);
  });

  it('REQUEST tells what was published where', async () => {
    const app = await startApp(registry.shop());
    app.get(Orders).pack(order);
    expect(app.get(Warehouse).requests).toEqual([
      { registry: 'shop', topic: 'order:packed', message: order },
    ]);
  });

  it('a handler that cannot be constructed is a failed delivery', async () => {
    const app = await startApp(registry.shop());
    const shop = app.get<Registry>(getRegistryToken('shop'));
    app.get(Warehouse).empty = true;
    const deliveries = await shop.dispatch('order:packed', order).settled();
    const failed = { status: 'failed', error: new Error('no trolley left') };
    expect(deliveries).toMatchObject([failed, failed]);
  });

  it('over HTTP the handlers share the providers of the request that is passed, whatever the message', async () => {
    @Controller()
    class Packing {
      constructor(
        @InjectRegistry('shop') private readonly shop: RegistryOf<'shop'>,
        private readonly journal: Journal,
        private readonly trolley: Trolley,
        @Inject(REQUEST) private readonly request: object,
      ) {}

      @Post('pack')
      async pack(): Promise<void> {
        this.journal.write(`trolley ${this.trolley.number}`);
        await this.shop.dispatch('order:packed', order, { request: this.request }).settled();
      }
    }
    const { imports, providers } = registry.shop();
    const module = await Test.createTestingModule({
      imports,
      providers,
      controllers: [Packing],
    }).compile();
    const app = await module.createNestApplication({ logger: false }).init();
    await request(app.getHttpServer()).post('/pack').expect(201);
    expect(app.get(Journal).lines).toEqual([
      'trolley 1',
      'packed 1 on trolley 1',
      'labelled 1 on trolley 1',
    ]);
    await app.close();
  });
});
