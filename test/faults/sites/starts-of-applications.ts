import assert from 'node:assert/strict';
import { Injectable, type ModuleMetadata, type Type } from '@nestjs/common';
import {
  getSupervisorToken,
  InjectSupervisor,
  Message,
  provideWorkers,
  Registered,
  RegistryModule,
  Subscribe,
  Worker,
  type WorkerSupervisor,
} from 'nestjs-registry';
import type { Fault } from '../fault.js';
import { CAUSES, PLAIN, type Site } from '../site.js';
import { start } from './start.js';

const CALLER = ['goes to the caller'] as const;

/** An application that does not start; another one does. */
function startFailing(
  name: string,
  metadata: (fault: Fault) => ModuleMetadata,
  { kinds = PLAIN, rejected }: Pick<Site, 'kinds' | 'rejected'> = {},
): Site {
  return {
    name,
    thrown: CALLER,
    kinds,
    ...(rejected === undefined ? {} : { rejected }),
    async run(fault, world) {
      await world.attempt(() => start(world, metadata(fault)));
      fault.over = true;
      const registry = await start(world, {});
      registry.subscribe('topic', world.bystander());
      assert.equal(registry.emit('topic', 1), 1);
    },
  };
}

function workerOf(fault: Fault): Type {
  @Worker({ registry: 'workers' })
  @Registered(() => 'worker')
  class Failing {
    constructor() {
      fault.call();
    }
  }
  return Failing;
}

export const START_SITES: readonly Site[] = [
  startFailing(
    'Registered(key)',
    (fault) => {
      @Injectable()
      @Registered(fault.call)
      class Failing {}
      return { providers: [Failing] };
    },
    { kinds: CAUSES },
  ),
  startFailing(
    'Subscribe(topic)',
    (fault) => {
      @Injectable()
      class Failing {
        @Subscribe(fault.call)
        handle(): void {}
      }
      return { providers: [Failing] };
    },
    { kinds: CAUSES },
  ),
  startFailing('Message(pipes)', (fault) => {
    class Pipe {
      constructor() {
        fault.call();
      }

      transform(value: unknown): unknown {
        return value;
      }
    }
    @Injectable()
    class Failing {
      @Subscribe('topic', { enhancers: true })
      handle(@Message(Pipe) _message: unknown): void {}
    }
    return { providers: [Failing] };
  }),
  startFailing(
    'RegistryModule.forRootAsync(options): ConfigurableModuleAsyncOptions',
    (fault) => ({
      imports: [RegistryModule.forRootAsync({ name: 'other', useFactory: fault.call })],
    }),
    { rejected: CALLER },
  ),
  startFailing(
    'RegistryOptionsFactory.createRegistryOptions',
    (fault) => {
      class Factory {
        createRegistryOptions(): never {
          return fault.call();
        }
      }
      return { imports: [RegistryModule.forRootAsync({ name: 'other', useClass: Factory })] };
    },
    { rejected: CALLER },
  ),
  startFailing('InjectSupervisor(type)', (fault) => {
    @Injectable()
    class Failing {
      constructor(@InjectSupervisor(fault.call) readonly workers: unknown) {}
    }
    return { providers: [Failing] };
  }),
  {
    name: 'provideWorkers(types)',
    thrown: CALLER,
    async run(fault, world) {
      const type = workerOf(fault);
      let workers: WorkerSupervisor<object> | undefined;
      @Injectable()
      class Asking {
        constructor(@InjectSupervisor(type) given: WorkerSupervisor<object>) {
          workers = given;
        }
      }
      await start(world, { providers: [Asking, ...provideWorkers(type)] });
      await world.attempt(() => workers?.start());
      assert.equal(workers?.count(), 0);
    },
  },
  {
    name: 'InjectSupervisor(type)()',
    thrown: ['never happens: it is not called'],
    async run(fault, world) {
      const type = workerOf(fault);
      @Injectable()
      class Asking {
        constructor(@InjectSupervisor(() => type) readonly workers: WorkerSupervisor<object>) {}
      }
      await start(world, { providers: [Asking, ...provideWorkers(type)] });
    },
  },
  {
    name: 'getSupervisorToken(type)',
    thrown: ['never happens: it is not called'],
    run(fault) {
      const type = workerOf(fault);
      assert.equal(getSupervisorToken(type), getSupervisorToken(type));
    },
  },
];
