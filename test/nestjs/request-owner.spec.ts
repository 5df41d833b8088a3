import { once } from 'node:events';
import { get, type Server } from 'node:http';
import { Controller, Get, Inject, Injectable, Scope } from '@nestjs/common';
import { REQUEST } from '@nestjs/core';
import supertest from 'supertest';
import {
  NoLifetimeError,
  Owner,
  OwnerTerminatedError,
  Registry,
  RegistryModule,
  RequestOwner,
  Subscribe,
  TerminationCallbackError,
} from 'nestjs-registry';
import { startApp } from '../support/start-app.js';
import { PLATFORMS, startServer } from '../support/start-server.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

@Injectable()
class Presence {
  constructor(
    readonly registry: Registry,
    readonly owner: RequestOwner,
  ) {
    registry.register('present', 1, { owner });
  }
}

/** When the registry is empty again. */
function emptied(registry: Registry): Promise<void> {
  return new Promise((resolve) => {
    registry.changes({ type: 'unregistered' }).subscribe(() => {
      if (registry.lookup('present').length === 0) resolve();
    });
  });
}

describe.each(PLATFORMS)('in an HTTP request on %s', (platform) => {
  let release: () => void;
  let entered: Promise<void>;

  const start = async () => {
    let enter: () => void;
    entered = new Promise((resolve) => (enter = resolve));
    @Controller()
    class Site {
      constructor(
        readonly presence: Presence,
        readonly owner: RequestOwner,
        readonly registry: Registry,
      ) {}

      @Get('quick')
      quick(): unknown {
        const { alive } = this.owner;
        return { alive, same: this.owner === this.presence.owner, present: this.registry.size };
      }

      @Get('slow')
      async slow(): Promise<string> {
        enter();
        await new Promise<void>((resolve) => (release = resolve));
        return 'done';
      }
    }
    return startServer(platform, { imports, controllers: [Site], providers: [Presence] });
  };

  it('lives until the response closes, one for each request', async () => {
    const app = await start();
    const registry = app.get(Registry);
    const owners = new Set<Owner>();
    for (let i = 0; i < 3; i++) {
      const registered = registry.whenRegistered('present');
      const gone = emptied(registry);
      const { body } = await supertest(app.getHttpServer() as Server).get('/quick');
      expect(body).toEqual({ alive: true, same: true, present: 1 });
      const { owner } = await registered;
      await gone;
      expect(owner.alive).toBe(false);
      expect(owner).toBeInstanceOf(RequestOwner);
      owners.add(owner);
    }
    expect(owners.size).toBe(3);
  });

  it('ends when the client goes away', async () => {
    const app = await start();
    const registry = app.get(Registry);
    const request = get(`${await app.getUrl()}/slow`, { agent: false });
    const failed = once(request, 'error');
    await entered;
    expect(registry.lookup('present')).toHaveLength(1);
    const gone = emptied(registry);
    request.destroy();
    await Promise.all([gone, failed.catch(() => undefined)]);
    expect(registry.lookup('present')).toEqual([]);
    release();
  });

  it('is that of the response for what a handler shares with the publisher, and of the message for itself', async () => {
    @Injectable({ scope: Scope.REQUEST })
    class Handlers {
      constructor(
        readonly presence: Presence,
        readonly owner: RequestOwner,
      ) {}

      @Subscribe('hello')
      onHello(): unknown {
        return { own: this.owner, ofThePublisher: this.presence.owner };
      }
    }

    @Controller()
    class Publisher {
      constructor(
        readonly registry: Registry,
        readonly owner: RequestOwner,
        @Inject(REQUEST) readonly request: object,
      ) {}

      @Get('publish')
      async publish(): Promise<unknown> {
        const dispatch = this.registry.dispatch('hello', 1, { request: this.request });
        const [delivery] = await dispatch.settled();
        if (delivery?.status !== 'delivered') throw new Error('not delivered');
        const { own, ofThePublisher } = delivery.value as Record<string, Owner>;
        return {
          ofThePublisher: ofThePublisher === this.owner && ofThePublisher.alive,
          own: own !== this.owner && !own?.alive,
        };
      }
    }
    const app = await startServer(platform, {
      imports,
      controllers: [Publisher],
      providers: [Presence, Handlers],
    });
    for (let i = 0; i < 2; i++) {
      const { body } = await supertest(app.getHttpServer() as Server).get('/publish');
      expect(body).toEqual({ ofThePublisher: true, own: true });
    }
  });
});

describe('in a message', () => {
  @Injectable()
  class Handlers {
    constructor(readonly presence: Presence) {}

    @Subscribe('now')
    now(): Owner {
      return this.presence.owner;
    }

    @Subscribe('later')
    @Subscribe('buffered', { concurrency: 1 })
    async later(done: Promise<void>): Promise<Owner> {
      await done;
      return this.presence.owner;
    }
  }

  @Injectable()
  class Others {
    constructor(readonly owner: RequestOwner) {}

    @Subscribe(['now', 'later', 'buffered'])
    onAny(): Owner {
      return this.owner;
    }
  }

  const start = async () => {
    const app = await startApp({ imports, providers: [Presence, Handlers, Others] });
    return app.get(Registry);
  };

  it('is one for all handlers, and ends when the last of them has settled', async () => {
    const registry = await start();
    let done!: () => void;
    const dispatch = registry.dispatch('later', new Promise<void>((resolve) => (done = resolve)));
    expect(registry.lookup('present')).toHaveLength(1);
    done();
    const [first, second] = await dispatch.settled();
    const owner = first?.status === 'delivered' ? (first.value as Owner) : undefined;
    expect(second).toMatchObject({ status: 'delivered', value: owner });
    expect(owner?.alive).toBe(false);
    expect(registry.lookup('present')).toEqual([]);
  });

  it('has ended when dispatch returns, where all handlers are synchronous', async () => {
    const registry = await start();
    await registry.dispatch('now', undefined).settled();
    expect(registry.emit('now', undefined)).toBe(2);
    expect(registry.lookup('present')).toEqual([]);
  });

  it('waits for messages that wait in a buffer', async () => {
    const registry = await start();
    let done!: () => void;
    const first = registry.dispatch('buffered', new Promise<void>((resolve) => (done = resolve)));
    const second = registry.dispatch('buffered', Promise.resolve());
    expect(registry.lookup('present')).toHaveLength(1);
    done();
    const owners = (await Promise.all([first.settled(), second.settled()])).map((deliveries) =>
      deliveries.map((delivery) => delivery.status === 'delivered' && delivery.value),
    );
    expect(owners[0]?.[0]).toBe(owners[0]?.[1]);
    expect(owners[1]?.[0]).toBe(owners[1]?.[1]);
    expect(owners[0]?.[0]).not.toBe(owners[1]?.[0]);
    expect(registry.lookup('present')).toEqual([]);
  });

  it('that has settled can own nothing more', async () => {
    @Injectable()
    class Late {
      constructor(
        readonly owner: RequestOwner,
        readonly registry: Registry,
      ) {}

      @Subscribe('late')
      onLate(later: { register?: () => void }): void {
        later.register = () => void this.registry.register('x', 1, { owner: this.owner });
      }
    }
    const app = await startApp({ imports, providers: [Late] });
    const later: { register?: () => void } = {};
    await app.get(Registry).dispatch('late', later).settled();
    expect(later.register).toThrow(OwnerTerminatedError);
  });

  it('what a callback of its end throws goes to the log, and harms no publisher', async () => {
    @Injectable()
    class Callback {
      constructor(readonly owner: RequestOwner) {
        owner.onTerminate(() => {
          throw new Error('no');
        });
      }

      @Subscribe('hello')
      onHello(): string {
        return 'hello';
      }
    }
    const app = await startApp({ imports, providers: [Callback] });
    const logged: unknown[] = [];
    const ignore = (): void => undefined;
    app.useLogger({ error: (error) => logged.push(error), log: ignore, warn: ignore });
    for (let i = 0; i < 2; i++) {
      const deliveries = await app.get(Registry).dispatch('hello', 1).settled();
      expect(deliveries).toMatchObject([{ status: 'delivered', value: 'hello' }]);
    }
    expect(logged).toEqual([
      expect.any(TerminationCallbackError),
      expect.any(TerminationCallbackError),
    ]);
  });
});

describe('outside both it is refused', () => {
  it('to a bare context', async () => {
    const app = await startApp({ imports, providers: [Presence] });
    await expect(app.resolve(RequestOwner)).rejects.toThrow(NoLifetimeError);
    await expect(app.resolve(Presence)).rejects.toMatchObject({ code: 'NO_LIFETIME' });
  });

  it('to another kind of request', async () => {
    const app = await startApp({ imports, providers: [Presence] });
    const contextId = { id: 1 };
    app.registerRequestByContextId({ res: {}, raw: {} }, contextId);
    await expect(app.resolve(Presence, contextId)).rejects.toThrow(NoLifetimeError);
  });
});
