import { randomUUID } from 'node:crypto';
import { describe } from '../describe.js';
import { InvalidArgumentError, TerminationCallbackError } from '../errors.js';
import { tellSink } from '../sink.js';
import { checkOptions } from '../validate.js';
import { Hold, Holding, type Held } from './holding.js';
import { isLifetimeSource, lifetimeOptionChecks, onEnd, type LifetimeSource } from './lifetime.js';

/**
 * Something with a lifetime that owns entries. When it terminates, all its entries are gone, in every registry.
 *
 * @example
 * ```ts
 * import { Owner, Registry } from 'nestjs-registry';
 *
 * const rooms = new Registry({ name: 'rooms', keys: 'duplicate' });
 * const connection = new Owner('connection 1');
 * rooms.register('lobby', { nick: 'ann' }, { owner: connection });
 * rooms.register('kitchen', { nick: 'ann' }, { owner: connection });
 *
 * connection.terminate();
 * rooms.size; // => 0
 * connection.alive; // => false
 * ```
 *
 * @publicApi
 */
export class Owner {
  /** What messages and logs call this owner; need not be unique. */
  readonly label: string | undefined;
  #id: string | undefined;
  #alive = true;
  #reason: unknown;
  #registered = 0;
  #holding: Holding | undefined;
  #callbacks: Set<(reason: unknown) => void> | undefined;
  #controller: AbortController | undefined;

  /** @throws InvalidArgumentError when `label` is no string. */
  constructor(label?: string) {
    if (label !== undefined && typeof label !== 'string') {
      throw new InvalidArgumentError('label', 'a string', label, 'new Owner(label)');
    }
    this.label = label;
  }

  /**
   * An owner that lives as long as `source`: until an `AbortSignal` aborts, a socket of socket.io emits `disconnect`, or
   * any other `EventTarget` or emitter (a socket, a response, a WebSocket) emits `close`; the option `event` names another
   * one, such as the `exit` of a `Worker`. A source that has ended already gives a terminated owner.
   *
   * What an `onTerminate` callback throws in such a termination goes to `onError` (default: `console.error`), because
   * nobody called `terminate()` who could catch it.
   *
   * @throws InvalidArgumentError when `source` is none of these; InvalidOptionError.
   *
   * @example
   * ```ts
   * import { Owner, Registry } from 'nestjs-registry';
   *
   * const requests = new Registry({ name: 'requests', keys: 'unique' });
   * const controller = new AbortController();
   * requests.register('r1', 'GET /', { owner: Owner.from(controller.signal) });
   * controller.abort();
   * requests.size; // => 0
   * ```
   */
  static from(
    source: LifetimeSource,
    options: {
      readonly label?: string;
      /** The event that ends the source. @default abort of a signal, disconnect of socket.io, otherwise close */
      readonly event?: string;
      readonly onError?: (error: TerminationCallbackError) => void;
    } = {},
  ): Owner {
    checkOptions('Owner.from(options)', options, lifetimeOptionChecks);
    if (!isLifetimeSource(source)) {
      throw new InvalidArgumentError(
        'source',
        "an AbortSignal, an EventTarget or an EventEmitter that emits 'close'",
        source,
        'Owner.from(source)',
      );
    }
    const owner = new Owner(options.label);
    const report = options.onError ?? logToConsole;
    const stop = onEnd(source, options.event, (reason) => {
      try {
        owner.terminate(reason);
      } catch (error) {
        tellSink(report, error as TerminationCallbackError, sinkFailed);
      }
    });
    owner.onTerminate(stop);
    return owner;
  }

  /** A random UUID, made when first asked for; fit to be sent to another process. */
  get id(): string {
    return (this.#id ??= randomUUID());
  }

  /** `false` from the moment `terminate` is called. */
  get alive(): boolean {
    return this.#alive;
  }

  /** What `terminate` was called with. */
  get reason(): unknown {
    return this.#reason;
  }

  /** Aborts when the owner terminates, after its entries are gone. Its `reason` is an `AbortError` unless one was given. */
  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (!this.#alive) this.#controller.abort(this.#reason ?? terminated());
    }
    return this.#controller.signal;
  }

  /**
   * Calls `callback` once, when the owner terminates and its entries are gone; at once when it has terminated already.
   * Callbacks run in the order in which they were given and are not awaited. The function it returns takes the callback
   * back.
   *
   * @throws InvalidArgumentError; when the owner has terminated already, also what the callback throws.
   */
  onTerminate(callback: (reason: unknown) => void): () => void {
    if (typeof callback !== 'function') {
      throw new InvalidArgumentError(
        'callback',
        'a function',
        callback,
        'owner.onTerminate(callback)',
      );
    }
    if (!this.#alive) {
      callback(this.#reason);
      return () => undefined;
    }
    // Wrapped, so that the same function given twice is two callbacks.
    const entry = (reason: unknown): void => {
      callback(reason);
    };
    // Not `this`: whoever keeps the function that is returned must not keep the owner.
    const callbacks = (this.#callbacks ??= new Set());
    callbacks.add(entry);
    return () => {
      callbacks.delete(entry);
    };
  }

  /**
   * Ends this owner: removes all its entries in all registries before it returns; then tells their ends to whoever
   * observes them, in registration order; then aborts `signal`; then runs the `onTerminate` callbacks. Whatever code is run
   * by this finds no entry of the owner. A second call does nothing.
   *
   * Takes time in proportion to what the owner holds, and to nothing else.
   *
   * @throws TerminationCallbackError when callbacks threw, after everything else is done.
   */
  terminate(reason?: unknown): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#reason = reason;
    const all = this.#allHeld();
    // First all of it is gone, then it is told: nobody finds an entry of a dead owner.
    for (const { held } of all) held.leave();
    for (const { held } of all) held.tellEnd(reason);
    this.#controller?.abort(reason ?? terminated());
    this.#runCallbacks(reason);
  }

  [Symbol.dispose](): void {
    this.terminate();
  }

  toString(): string {
    return this.label === undefined ? `owner ${this.id}` : `owner '${this.label}'`;
  }

  toJSON(): { id: string; label: string | undefined; alive: boolean } {
    return { id: this.id, label: this.label, alive: this.#alive };
  }

  /** @internal What this owner holds in `place`, if anything. */
  holdingIn(place: object): Holding | undefined {
    let holding = this.#holding;
    while (holding !== undefined && holding.place !== place) holding = holding.another;
    return holding;
  }

  /** @internal Takes on `held` in `place`; `ownerOf` is what the owner was made for. The caller has checked that it is alive. */
  hold(held: Held, place: object, ownerOf?: Held): Hold {
    let holding = this.holdingIn(place);
    if (holding === undefined) {
      holding = new Holding(this, place, ownerOf);
      holding.another = this.#holding;
      this.#holding = holding;
    }
    const hold = new Hold(held, holding, this.#registered++);
    holding.push(hold);
    return hold;
  }

  /** @internal Lets go of what it holds; a holding that became empty is forgotten. */
  release(hold: Hold): void {
    const { holding } = hold;
    holding.remove(hold);
    if (holding.size === 0) this.#forget(holding);
  }

  #forget(holding: Holding): void {
    if (this.#holding === holding) {
      this.#holding = holding.another;
    } else {
      let before = this.#holding;
      while (before!.another !== holding) before = before!.another;
      before!.another = holding.another;
    }
    // Whoever keeps a registration that has ended must not keep other registries.
    holding.another = undefined;
  }

  /** All that is held, in every place, in the order in which it was taken on. */
  #allHeld(): Hold[] {
    const all: Hold[] = [];
    for (let holding = this.#holding; holding !== undefined; holding = holding.another) {
      for (let hold = holding.first; hold !== undefined; hold = hold.next) all.push(hold);
    }
    const several = this.#holding?.another !== undefined;
    return several ? all.sort((a, b) => a.order - b.order) : all;
  }

  #runCallbacks(reason: unknown): void {
    const errors: unknown[] = [];
    for (const callback of this.#callbacks ?? []) {
      try {
        callback(reason);
      } catch (error) {
        errors.push(error);
      }
    }
    this.#callbacks?.clear();
    if (errors.length > 0) throw new TerminationCallbackError(errors, String(this));
  }
}

function logToConsole(error: TerminationCallbackError): void {
  console.error(error);
}

/** Only text: what was thrown may throw again when it is shown. */
function sinkFailed(error: TerminationCallbackError, thrown: unknown): void {
  console.error(
    `The onError sink of an owner threw ${describe(thrown)} while it was told of ${describe(error)}`,
  );
}

/** As the engine's own default reason, which keeps its frames, and so the owner, reachable until its stack is read. */
function terminated(): DOMException {
  const reason = new DOMException('The owner has terminated', 'AbortError');
  void reason.stack;
  return reason;
}
