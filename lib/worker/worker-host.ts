import { Subject } from 'rxjs';
import { describe } from '../describe.js';
import { workers } from '../diagnostics.js';
import { AlreadyRegisteredError, MaxChildrenError, SupervisorClosedError } from '../errors.js';
import type { Registry } from '../registry.js';
import type { Clock } from '../registry/clock.js';
import type { Handler } from '../registry/handler.js';
import type { Key } from '../registry/key.js';
import { LinkedList } from '../registry/linked-list.js';
import { Slot } from '../registry/slot.js';
import type { Store } from '../registry/store.js';
import { tellSink } from '../sink.js';
import { disarm } from '../thenable.js';
import { CallDeadlines } from './call-deadlines.js';
import { TimeoutQueue } from './timeout-queue.js';
import { facadesOf, type Facades } from './facades.js';
import type { MailboxHost } from './mailbox.js';
import { Restarts } from './restarts.js';
import { WorkerCell } from './worker-cell.js';
import type { SupervisorEvent, WorkerNews } from './worker-events.js';
import type { ResolvedOptions } from './worker-options.js';
import { WorkerOwner } from './worker-owner.js';
import type { WorkerSubscription } from './worker-subscription.js';

/** What a host is made of; checked by the supervisor. */
export interface HostParts {
  readonly name: string;
  readonly prototype: object;
  readonly registry: Registry;
  readonly create: () => unknown;
  readonly subscriptions: () => readonly WorkerSubscription[];
  /** The value of the workers' entries; without it their refs. */
  readonly value: { readonly value: unknown } | undefined;
  readonly clock: Clock;
  readonly random: () => number;
  readonly options: ResolvedOptions;
  readonly report: ((event: SupervisorEvent) => void) | undefined;
}

/** What the workers of one supervisor share, and what they need of the world around them. */
export class WorkerHost implements MailboxHost {
  depth = 0;
  begun = 0;
  readonly name: string;
  readonly clock: Clock;
  readonly options: ResolvedOptions;
  readonly facades: Facades;
  readonly deadlines: CallDeadlines;
  readonly hasOnStart: boolean;
  readonly hasOnStop: boolean;
  readonly events = new Subject<SupervisorEvent>();
  readonly #parts: HostParts;
  readonly #store: Store;
  readonly #children: LinkedList<WorkerCell>;
  /** The children in the order in which they were last active, where that matters. */
  readonly #idle: TimeoutQueue<WorkerCell> | undefined;
  #subscriptions: readonly WorkerSubscription[] | undefined;
  #closed = false;

  constructor(parts: HostParts) {
    const { name, prototype, registry, clock, options } = parts;
    this.name = name;
    this.clock = clock;
    this.options = options;
    this.facades = facadesOf(prototype);
    this.deadlines = new CallDeadlines(clock);
    this.hasOnStart = 'onStart' in prototype;
    this.hasOnStop = 'onStop' in prototype;
    this.#parts = parts;
    this.#store = registry.store;
    if (options.idleTimeout !== Infinity) {
      this.#idle = new TimeoutQueue(clock, options.idleTimeout, (cell) => {
        this.#idle!.push(cell);
        if (cell.free) cell.stop('idle');
      });
    }
    this.#children = this.#idle?.items ?? new LinkedList();
  }

  get size(): number {
    return this.#children.size;
  }

  /** A copy: workers come, go and change places while they are looked at. */
  get children(): WorkerCell[] {
    const children: WorkerCell[] = [];
    for (let child = this.#children.first; child !== undefined; child = child.next)
      children.push(child);
    return children;
  }

  /** No worker is started any more. */
  close(): void {
    this.#closed = true;
  }

  // ── Names ──────────────────────────────────────────────────────────────────────────────────────────────────────────

  /** The worker of this host that has the name. @throws InvalidKeyError */
  find(key: Key): WorkerCell | undefined {
    const owner = this.#store.findSettled(key)?.first()?.knownOwner;
    const cell = owner instanceof WorkerOwner ? owner.cell : this.#store.reservations.of(key);
    return cell instanceof WorkerCell && cell.isOf(this) ? cell : undefined;
  }

  /** A worker that is about to start; the name is its own from now on. The key has been captured. */
  add(key: Key, args: readonly unknown[]): WorkerCell {
    // First, because it may run code of the user: what observes that the holder of the name has expired.
    const holder = this.#store.findSettled(key)?.first();
    if (this.#closed) throw new SupervisorClosedError(this.name);
    this.#store.assertOpen(`start ${this.name}`);
    const running = holder?.knownOwner;
    if (running instanceof WorkerOwner) throw running.cell.refusal();
    if (holder !== undefined) throw new AlreadyRegisteredError(this.#store.name, holder.entry);
    const reservation = this.#store.reservations.of(key);
    if (reservation !== undefined) throw reservation.refusal();
    const { maxChildren } = this.options;
    if (this.size >= maxChildren) throw new MaxChildrenError(this.name, maxChildren);
    const cell = new WorkerCell(this, key, args);
    // First what may throw, if the clock fails: nobody would free the name.
    if (this.#idle === undefined) this.#children.push(cell);
    else this.#idle.push(cell);
    this.#store.reservations.reserve(key, cell);
    return cell;
  }

  reserve(cell: WorkerCell): void {
    this.#store.reservations.reserve(cell.key, cell);
  }

  /** From reserved to registered, in one step. */
  register(cell: WorkerCell, owner: WorkerOwner): void {
    const { value } = this.#parts.value ?? { value: cell.ref };
    this.#store.reservations.release(cell.key, cell);
    const added = this.#store.add('start', cell.key, owner, value);
    if (!(added instanceof Slot)) throw new AlreadyRegisteredError(this.#store.name, added);
    // The same array, where there were two.
    cell.key = added.key;
    // Whoever was told of the entry may have ended it.
    if (cell.open) this.touch(cell);
  }

  remove(cell: WorkerCell): void {
    this.#store.reservations.release(cell.key, cell);
    if (this.#idle === undefined) this.#children.remove(cell);
    else this.#idle.remove(cell);
  }

  /** It has just done something. */
  touch(cell: WorkerCell): void {
    this.#idle?.renew(cell);
  }

  // ── What workers need ──────────────────────────────────────────────────────────────────────────────────────────────

  create(): object | PromiseLike<object> {
    return this.#parts.create() as object | PromiseLike<object>;
  }

  subscribe(cell: WorkerCell, instance: object, owner: WorkerOwner): void {
    this.#subscriptions ??= this.#parts.subscriptions();
    for (const { registry, topics, method, options } of this.#subscriptions) {
      const handler = handlerOf(cell, method, `${this.name}.${method}`);
      const each = typeof topics === 'function' ? [topics(instance)] : topics;
      for (const topic of each) registry.subscribe(topic, handler, { ...options, owner });
    }
  }

  newRestarts(): Restarts {
    return new Restarts(this.clock, this.#parts.random, this.options);
  }

  isCrash(error: unknown): boolean {
    const { crashOn } = this.options;
    try {
      const crash: unknown = crashOn?.(error);
      disarm(crash);
      return crash === true;
    } catch {
      // A test that fails has not said that the worker may live on.
      return true;
    }
  }

  tell(cell: WorkerCell, news: WorkerNews): void {
    const { report } = this.#parts;
    const event = { ...news, worker: this.name, key: cell.key } as SupervisorEvent;
    if ('error' in event) disarm(event.error);
    if (report !== undefined && isTrouble(event)) tellSink(report, event, sinkFailed);
    if (workers.hasSubscribers) workers.publish(event);
    this.events.next(event);
  }
}

/** Whether an event is one that nobody else hears of. */
function isTrouble({ type }: SupervisorEvent): boolean {
  return type === 'crashed' || type === 'gaveUp' || type === 'stopFailed' || type === 'dropped';
}

function sinkFailed({ type, worker, key }: SupervisorEvent, error: unknown): void {
  console.error(
    `The onError sink of worker ${worker} ${describe(key)} threw ${describe(error)} while it was told: ${type}`,
  );
}

/** Named for deliveries and logs. */
function handlerOf(cell: WorkerCell, method: string, name: string): Handler {
  const handler: Handler = (message, context) => cell.handle(method, [message, context]);
  return Object.defineProperty(handler, 'name', { value: name });
}
