import type { Registry } from 'nestjs-registry';
import type { Subscription } from 'rxjs';
import type { Value } from '../../model/entries.js';

/** What somebody knows of a registry who only hears of its changes. */
export class Replica {
  readonly values = new Set<Value>();
  readonly #registry: Registry<{ value: Value }>;
  #subscription: Subscription;

  constructor(registry: Registry<{ value: Value }>) {
    this.#registry = registry;
    this.#subscription = this.#listen();
  }

  /** Another observer takes the place of this one. There must be no entries. */
  renew(): void {
    this.stop();
    this.#subscription = this.#listen();
  }

  stop(): void {
    this.#subscription.unsubscribe();
  }

  #listen(): Subscription {
    return this.#registry.changes().subscribe((change) => {
      if (change.type === 'updated') this.values.delete(change.previous.value);
      if (change.type === 'unregistered') this.values.delete(change.entry.value);
      else this.values.add(change.entry.value);
    });
  }
}
