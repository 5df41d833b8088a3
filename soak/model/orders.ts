import { AsyncLocalStorage } from 'node:async_hooks';
import { $, _, type Registry } from 'nestjs-registry';
import type { Checks } from '../checks.js';
import type { Remains } from '../heap/remains.js';

const $id = $(1);

/** Whose orders are being served, and what must be known of them where they are handled. */
export class OrdersModel {
  /** Which order is being served, as every piece of code of it sees it. */
  readonly serving = new AsyncLocalStorage<number>();
  readonly #open = new Set<number>();
  readonly #checks: Checks;
  readonly #remains: Remains;
  #placed = 0;

  constructor(checks: Checks, remains: Remains) {
    this.#checks = checks;
    this.#remains = remains;
  }

  placed(): number {
    const id = ++this.#placed;
    this.#open.add(id);
    return id;
  }

  responded(id: number): void {
    this.#open.delete(id);
  }

  watch(kind: string, what: object): void {
    this.#remains.watch(kind, what);
  }

  /** All that a handler was given belongs to one order. */
  belong(id: number, what: Readonly<Record<string, unknown>>): void {
    for (const [name, seen] of Object.entries(what))
      this.#checks.equal('nothing of another request', seen, id, name);
    this.#checks.equal('nothing of another request', this.serving.getStore(), id, 'the context');
  }

  /** There is an entry for each open request, and for no other. To be asked while no message is being handled. */
  compare(registry: Registry): void {
    const served = registry.select<number>([{ head: [['serving', $id], _, _], body: [$id] }]);
    const open = [...this.#open].toSorted((a, b) => a - b);
    this.#checks.equal(
      'requests own their entries',
      served.toSorted((a, b) => a - b),
      open,
      'orders',
    );
  }
}
