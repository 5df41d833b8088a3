import {
  Catch,
  createParamDecorator,
  Inject,
  Injectable,
  Scope,
  UseFilters,
  UseGuards,
  UseInterceptors,
  UsePipes,
  type ModuleMetadata,
  type Type,
} from '@nestjs/common';
import { ContextIdFactory, type ContextIdStrategy } from '@nestjs/core';
import { Message, Registered, RequestOwner, Subscribe } from 'nestjs-registry';
import type { Fault } from '../fault.js';
import { PLAIN, type Site } from '../site.js';
import { start } from './start.js';

const FAILURE = ['is a failed delivery'] as const;

/** An application with a handler of which something fails, and with others. */
function handling(
  name: string,
  provide: (fault: Fault) => ModuleMetadata['providers'],
  rejected?: Site['rejected'],
): Site {
  return {
    name,
    thrown: FAILURE,
    ...(rejected === undefined ? {} : { rejected }),
    async run(fault, world) {
      const before = world.bystander();
      const after = world.bystander();
      @Injectable()
      class Others {
        @Subscribe('topic')
        before(): void {
          before();
        }

        @Subscribe('topic', { enhancers: true })
        after(): void {
          after();
        }
      }
      const registry = await start(world, { providers: [Others, ...(provide(fault) ?? [])] });
      await world.dispatch(registry, 'topic', { path: 1 });
    },
  };
}

/** A handler around which something runs. */
function enhanced(decorate: (fault: Fault) => MethodDecorator): (fault: Fault) => Type[] {
  return (fault) => {
    @Injectable()
    class Enhanced {
      @Subscribe('topic', { enhancers: true })
      @decorate(fault)
      handle(): void {
        throw new Error('a handler');
      }
    }
    return [Enhanced];
  };
}

/** A request-scoped handler that depends on what `token` is provided by. */
function depending(token: Type): Type {
  @Injectable({ scope: Scope.REQUEST })
  class Depending {
    constructor(@Inject(token) readonly dependency: unknown) {}

    @Subscribe('topic')
    handle(): void {}
  }
  return Depending;
}

class Dependency {}

export const HANDLER_SITES: readonly Site[] = [
  handling(
    'Subscribe()(descriptor)',
    (fault) => {
      @Injectable()
      class Failing {
        @Subscribe('topic')
        handle(): unknown {
          return fault.call();
        }
      }
      return [Failing];
    },
    FAILURE,
  ),
  handling(
    'a request-scoped handler',
    (fault) => {
      @Injectable({ scope: Scope.REQUEST })
      class Failing {
        constructor(readonly owner: RequestOwner) {}

        @Subscribe('topic')
        handle(): unknown {
          return fault.call();
        }
      }
      return [Failing];
    },
    FAILURE,
  ),
  handling(
    'an enhanced handler',
    (fault) => {
      @Injectable()
      class Failing {
        @Subscribe('topic', { enhancers: 'global' })
        handle(): unknown {
          return fault.call();
        }
      }
      return [Failing];
    },
    FAILURE,
  ),
  handling(
    'a guard',
    enhanced((fault) => UseGuards({ canActivate: fault.call })),
    FAILURE,
  ),
  handling(
    'an interceptor',
    enhanced((fault) => UseInterceptors({ intercept: fault.call })),
    FAILURE,
  ),
  handling(
    'a pipe',
    enhanced((fault) => UsePipes({ transform: fault.call })),
    FAILURE,
  ),
  handling(
    'an exception filter',
    enhanced((fault) => {
      @Catch()
      class Filter {
        catch(): unknown {
          return fault.call();
        }
      }
      return UseFilters(new Filter());
    }),
    FAILURE,
  ),
  handling(
    'Message(pipes): PipeTransform',
    (fault) => {
      @Injectable()
      class Failing {
        @Subscribe('topic', { enhancers: true })
        handle(@Message({ transform: fault.call }) _message: unknown): void {}
      }
      return [Failing];
    },
    FAILURE,
  ),
  handling(
    'a parameter decorator of one’s own',
    (fault) => {
      const Own = createParamDecorator(fault.call);
      @Injectable()
      class Failing {
        @Subscribe('topic', { enhancers: true })
        handle(@Own() _parameter: unknown): void {}
      }
      return [Failing];
    },
    FAILURE,
  ),
  {
    name: 'a field of a message on the path of @Message',
    thrown: FAILURE,
    async run(fault, world) {
      @Injectable()
      class Failing {
        @Subscribe('topic', { enhancers: true })
        handle(@Message('path') _path: unknown): void {}
      }
      const registry = await start(world, { providers: [Failing] });
      registry.subscribe('topic', world.bystander());
      const message = Object.defineProperty({}, 'path', { get: fault.call });
      await world.dispatch(registry, 'topic', message);
    },
  },
  handling('the constructor of a request-scoped handler', (fault) => {
    @Injectable({ scope: Scope.REQUEST })
    class Failing {
      constructor() {
        fault.call();
      }

      @Subscribe('topic')
      handle(): void {}
    }
    return [Failing];
  }),
  handling(
    'a factory of a request-scoped provider',
    (fault) => [
      { provide: Dependency, scope: Scope.REQUEST, useFactory: () => fault.call() as object },
      depending(Dependency),
    ],
    FAILURE,
  ),
  handling('the @Registered key of a request-scoped class', (fault) => {
    @Injectable({ scope: Scope.REQUEST })
    @Registered(fault.call)
    class Failing {
      @Subscribe('topic')
      handle(): void {}
    }
    return [Failing];
  }),
  {
    name: 'a callback of a RequestOwner',
    thrown: ['goes to the logger'],
    rejected: ['is Node’s to report'],
    kinds: PLAIN,
    async run(fault, world) {
      @Injectable({ scope: Scope.REQUEST })
      class Failing {
        constructor(owner: RequestOwner) {
          for (const callback of [world.bystander(), fault.call, world.bystander()])
            owner.onTerminate(callback);
        }

        @Subscribe('topic')
        handle(): void {}
      }
      const registry = await start(world, { providers: [Failing] });
      await world.dispatch(registry, 'topic');
    },
  },
  {
    name: 'a ContextIdStrategy',
    thrown: FAILURE,
    async run(fault, world) {
      const registry = await start(world, {
        providers: [
          { provide: Dependency, scope: Scope.REQUEST, useClass: Dependency },
          depending(Dependency),
        ],
      });
      registry.subscribe('topic', world.bystander());
      ContextIdFactory.apply({ attach: fault.call });
      try {
        await world.dispatch(registry, 'topic');
      } finally {
        // Nest has no way to take a strategy back.
        ContextIdFactory.apply(undefined as unknown as ContextIdStrategy);
      }
    },
  },
];
