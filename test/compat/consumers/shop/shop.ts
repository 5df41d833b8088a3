import { Injectable, Module } from '@nestjs/common';
import {
  InjectRegistry,
  InjectSupervisor,
  provideWorkers,
  Registered,
  RegistryModule,
  Subscribe,
  Worker,
  type RegistryOf,
  type WorkerSupervisor,
} from 'nestjs-registry';

declare module 'nestjs-registry' {
  interface Registries {
    events: { topics: { 'order:created': { id: number } } };
  }
}

@Worker({ registry: 'workers' })
@Registered((id: number) => ['user', id])
export class User {
  #visits = 0;

  visit(): number {
    return ++this.#visits;
  }
}

@Injectable()
export class Mailer {
  readonly mailed: number[] = [];

  @Subscribe('order:created', { registry: 'events' })
  onCreated({ id }: { id: number }): string {
    this.mailed.push(id);
    return `mailed ${id}`;
  }
}

@Injectable()
export class Shop {
  constructor(
    @InjectRegistry('events') readonly events: RegistryOf<'events'>,
    @InjectSupervisor(User) readonly users: WorkerSupervisor<User>,
    readonly mailer: Mailer,
  ) {}

  async order(id: number): Promise<number> {
    const [delivery] = await this.events.dispatch('order:created', { id }).settled();
    // @ts-expect-error: there is no such topic
    this.events.emit('order:deleted', { id });
    if (delivery?.status !== 'delivered') throw new Error('nobody has mailed');
    return (await this.users.getOrStart(id)).call.visit();
  }
}

@Module({
  imports: [
    RegistryModule.forRoot([
      { name: 'events', keys: 'duplicate' },
      { name: 'workers', keys: 'unique' },
    ]),
  ],
  providers: [Mailer, Shop, ...provideWorkers(User)],
})
export class ShopModule {}
