import assert from 'node:assert/strict';
import type { Observable } from 'rxjs';
import {
  Registry,
  WorkerSupervisor,
  type DispatchOptions,
  type Failure,
  type RegistryOptions,
  type WorkerSupervisorOptions,
} from 'nestjs-registry';
import { ManualClock } from '../support/manual-clock.js';

/** A place in which the error of a callback may show itself. */
export type Place =
  | 'caller'
  | 'delivery'
  | 'errors'
  | 'onError'
  | 'observer'
  | 'crashed'
  | 'stopFailed'
  | 'onError of workers'
  | 'console'
  | 'logger'
  | 'rxjs'
  | 'process';

/** Registries and supervisors for one fault, and everything that they tell. */
export class World {
  readonly clock = new ManualClock();
  readonly told: [Place, unknown][] = [];
  readonly #registries: Registry[] = [];
  /** As the option `onError` of a registry. */
  readonly onError = ({ error }: Failure): void => {
    this.tell('onError', error);
  };
  readonly names = this.registry({ name: 'names', keys: 'unique', index: ['indexed'] });
  readonly events = this.registry({ name: 'events', keys: 'duplicate', partitions: 3 });
  readonly #supervisors: WorkerSupervisor<object>[] = [];
  readonly #bystanders: { called: number }[] = [];
  readonly #endings: (() => unknown)[] = [];

  registry(options: RegistryOptions): Registry {
    return this.adopt(new Registry({ clock: this.clock, onError: this.onError, ...options }));
  }

  adopt(registry: Registry): Registry {
    this.#registries.push(registry);
    registry.errors.subscribe(({ error }) => this.tell('errors', error));
    return registry;
  }

  supervise<W extends object>(
    type: new () => W,
    options: Partial<WorkerSupervisorOptions<W>> = {},
  ): WorkerSupervisor<W> {
    const workers = new WorkerSupervisor<W>(type, {
      registry: this.names,
      key: (...args: unknown[]) => ['worker', ...args],
      create: () => new type(),
      random: () => 0,
      onError: (event) => this.tell('onError of workers', 'error' in event ? event.error : event),
      ...options,
    });
    this.adoptWorkers(workers);
    return workers;
  }

  adoptWorkers(workers: WorkerSupervisor<never>): void {
    this.#supervisors.push(workers as unknown as WorkerSupervisor<object>);
    workers.events.subscribe((event) => {
      if (event.type === 'crashed' || event.type === 'stopFailed')
        this.tell(event.type, event.error);
    });
  }

  tell(place: Place, error: unknown): void {
    this.told.push([place, error]);
  }

  /** Calls what may throw or reject, and waits for it. */
  async attempt(act: () => unknown): Promise<void> {
    try {
      await act();
    } catch (error) {
      // As whoever awaits what was thrown would.
      if (error instanceof Promise) error.catch(() => undefined);
      this.tell('caller', error);
    }
  }

  /** Publishes and waits for the deliveries. */
  async dispatch(
    registry: Registry,
    topic: string,
    message: unknown = 1,
    options?: DispatchOptions,
  ) {
    const deliveries = await registry.dispatch(topic, message, options).settled();
    for (const delivery of deliveries)
      if (delivery.status === 'failed') this.tell('delivery', delivery.error);
  }

  /** Observes, as somebody who wants to know of errors. */
  observe(observable: Observable<unknown>, next: () => void = () => undefined): void {
    observable.subscribe({ next, error: (error) => this.tell('observer', error) });
  }

  /** Somebody like the one that fails, who must be called all the same. */
  bystander(): () => void {
    const bystander = { called: 0 };
    this.#bystanders.push(bystander);
    return () => {
      bystander.called++;
    };
  }

  get bystanders(): readonly number[] {
    return this.#bystanders.map(({ called }) => called);
  }

  /** Is called when all is over. */
  atEnd(ending: () => unknown): void {
    this.#endings.push(ending);
  }

  /** In which places something was told that `isIt` says is it. */
  placesOf(isIt: (error: unknown) => boolean): readonly Place[] {
    const places = this.told.filter(([, error]) => isIt(error)).map(([place]) => place);
    return [...new Set(places)].toSorted();
  }

  /** Uses everything once more. */
  async stillWorks(): Promise<void> {
    for (const registry of this.#registries) if (!registry.closed) await works(registry);
    class Fine {
      ask(): string {
        return 'fine';
      }
    }
    const workers = this.supervise(Fine);
    assert.equal(await (await workers.start('fine')).call.ask(), 'fine');
  }

  async end(): Promise<void> {
    for (const ending of this.#endings) await ending();
    const closed = Promise.all(this.#supervisors.map((workers) => workers.close()));
    await this.clock.advanceAsync(20_000);
    await closed;
    for (const registry of this.#registries) registry.close();
    await new Promise((resolve) => setImmediate(resolve));
    for (const registry of this.#registries) {
      const { entries, keys, owners, inFlight } = registry.stats();
      assert.deepEqual([entries, keys, owners, inFlight], [0, 0, 0, 0]);
    }
    assert.equal(this.clock.pending, 0);
  }
}

/** Registering, observing, publishing and ending do what they always do. */
async function works(registry: Registry): Promise<void> {
  agrees(registry);
  const key = ['still', 'works'];
  const changes: string[] = [];
  const observing = registry.changes({ key }).subscribe(({ type }) => changes.push(type));
  const heard: unknown[] = [];
  const registration = registry.subscribe(key, (message) => heard.push(message));
  const deliveries = await registry.dispatch(key, 'hello').settled();
  assert.deepEqual(
    deliveries.map(({ status }) => status),
    ['delivered'],
  );
  assert.deepEqual(heard, ['hello']);
  assert.equal(registration.unregister(), true);
  assert.deepEqual(changes, ['registered', 'unregistered']);
  observing.unsubscribe();
  assert.equal(await registry.lock('still works', () => 'locked'), 'locked');
  agrees(registry);
}

/** Every way of asking gives one answer. */
function agrees(registry: Registry): void {
  const entries = [...registry.entries()];
  const keys = [...new Set(entries.map(({ key }) => key))];
  const owners = [...new Set(entries.map(({ owner }) => owner))];
  const stats = registry.stats();
  assert.deepEqual(
    [registry.size, stats.entries, stats.keys, stats.owners],
    [entries.length, entries.length, keys.length, owners.length],
  );
  assert.deepEqual(
    keys.flatMap((key) => registry.lookup(key)),
    entries,
  );
  assert.equal(owners.flatMap((owner) => registry.keys(owner)).length, entries.length);
  for (const { owner } of entries) assert.equal(owner.alive, true);
}
