import {
  Controller,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  type ArgumentsHost,
  type CanActivate,
  type ExceptionFilter,
} from '@nestjs/common';
import { Message, Registry, REGISTRY_MESSAGE, RegistryModule, Subscribe } from 'nestjs-registry';
import { startApp } from '../support/start-app.js';

const imports = [RegistryModule.forRoot({ keys: 'duplicate', logErrors: false })];

@Injectable({ scope: Scope.REQUEST })
class Tally {
  guarded = 0;
}

/** Lets two handlers of a message pass. */
@Injectable({ scope: Scope.REQUEST })
class Counting implements CanActivate {
  constructor(
    private readonly tally: Tally,
    @Inject(REGISTRY_MESSAGE) private readonly message: { id: number },
  ) {}

  canActivate(): boolean {
    return this.message.id > 0 && ++this.tally.guarded < 3;
  }
}

class Never implements CanActivate {
  canActivate(): boolean {
    return false;
  }
}

const outcomes = async (registry: Registry, message: object): Promise<unknown[]> => {
  const deliveries = await registry.dispatch('topic', message).settled();
  return deliveries.map((delivery) =>
    delivery.status === 'delivered'
      ? delivery.value
      : delivery.status === 'failed' && (delivery.error as Error).message,
  );
};

@Injectable()
@Controller()
class Scoped {
  constructor(private readonly tally: Tally) {}

  @Subscribe('topic', { enhancers: true })
  @UseGuards(Counting)
  on(@Message('id') id: number): unknown {
    return [id, this.tally.guarded];
  }
}

it.each(['providers', 'controllers'] as const)(
  'request-scoped guards of %s are those of the message’s context',
  async (kind) => {
    class Second extends Scoped {}
    class Third extends Scoped {}
    for (const type of [Second, Third]) {
      Injectable()(type);
      Controller()(type);
      Inject(Tally)(type, undefined, 0);
    }
    const all = [Scoped, Second, Third];
    const app = await startApp({
      imports,
      controllers: kind === 'controllers' ? all : [],
      providers: [Tally, ...(kind === 'providers' ? all : [])],
    });
    const registry = app.get(Registry);
    const passed = async (id: number): Promise<number> =>
      (await outcomes(registry, { id })).filter(Array.isArray).length;
    expect(await passed(7)).toBe(2);
    expect(await passed(8)).toBe(2);
    expect(await passed(0)).toBe(0);
  },
);

it('runs singleton guards, and filters, around a request-scoped handler', async () => {
  @Injectable()
  class Rescue implements ExceptionFilter {
    catch(error: Error, host: ArgumentsHost): unknown {
      return [error.message, host.getArgs()[0]];
    }
  }

  @Injectable()
  class Handlers {
    constructor(private readonly tally: Tally) {}

    @Subscribe('topic', { enhancers: true })
    @UseGuards(Never)
    guarded(): void {}

    @Subscribe('topic', { enhancers: true })
    @UseFilters(Rescue)
    rescued(): void {
      throw new Error(`no ${this.tally.guarded}`);
    }

    @Subscribe('topic', { enhancers: true })
    @UseGuards(Never)
    @UseFilters(Rescue)
    both(): void {}
  }

  const app = await startApp({ imports, providers: [Tally, Handlers] });
  const message = { id: 7 };
  expect(await outcomes(app.get(Registry), message)).toEqual([
    'Forbidden resource',
    ['no 0', message],
    ['Forbidden resource', message],
  ]);
});

it('a request-scoped filter is the message’s own', async () => {
  @Injectable({ scope: Scope.REQUEST })
  class Rescue implements ExceptionFilter {
    constructor(@Inject(REGISTRY_MESSAGE) private readonly message: { id: number }) {}

    catch(): number {
      return this.message.id;
    }
  }

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseFilters(Rescue)
    on(): void {
      throw new Error('no');
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  expect(await outcomes(app.get(Registry), { id: 7 })).toEqual([7]);
  expect(await outcomes(app.get(Registry), { id: 8 })).toEqual([8]);
});

it('a guard that is request-scoped makes its handler so', async () => {
  @Injectable()
  class Handlers {
    readonly heard: unknown[] = [];

    @Subscribe('topic', { enhancers: true })
    @UseGuards(Counting)
    on(message: unknown): unknown {
      this.heard.push(message);
      return this.heard.length;
    }
  }

  const app = await startApp({ imports, providers: [Tally, Handlers] });
  expect(await outcomes(app.get(Registry), { id: 7 })).toEqual([1]);
  expect(await outcomes(app.get(Registry), { id: 8 })).toEqual([1]);
  expect(await outcomes(app.get(Registry), { id: 0 })).toEqual(['Forbidden resource']);
});

it('a request-scoped guard that cannot be constructed fails the delivery, and the handler is not called', async () => {
  let called = false;

  @Injectable({ scope: Scope.REQUEST })
  class Broken implements CanActivate {
    constructor() {
      throw new Error('broken');
    }

    canActivate(): boolean {
      return true;
    }
  }

  @Injectable()
  class Handlers {
    @Subscribe('topic', { enhancers: true })
    @UseGuards(Broken)
    on(): void {
      called = true;
    }
  }

  const app = await startApp({ imports, providers: [Handlers] });
  expect(await outcomes(app.get(Registry), {})).toEqual(['broken']);
  expect(called).toBe(false);
});
