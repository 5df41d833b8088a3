import { fault, type Outcome } from '../harness/failures.js';
import type { Model, ModelEntry } from './model.js';

/**
 * An operation that is under way. What it changes, it changes at one moment: after what it calls first (the callback of an
 * update, a getter of the key) and before what it calls afterwards (observers, handlers, callbacks of ends). The model
 * changes when the first of these is called, or when the operation returns.
 */
export class Frame {
  readonly #effect: () => unknown;
  #done = false;
  #expected: unknown;
  /** What code that it called before its effect has thrown: then there is none. */
  cancelled: Error | undefined;

  constructor(effect: () => unknown) {
    this.#effect = effect;
  }

  /** What the operation must return, or the class of the error that it must throw. */
  get expected(): unknown {
    this.takeEffect();
    return this.#expected;
  }

  takeEffect(): void {
    if (this.#done || this.cancelled !== undefined) return;
    this.#done = true;
    this.#expected = this.#effect();
  }

  /** Something is called after the effect; `id` is the entry whose end it hears of, if it does. */
  called(_id: number | undefined): void {
    this.takeEffect();
  }
}

/** A message on its way from one handler to the next. */
export class Publishing extends Frame {
  reached = 0;
  failed = 0;
  readonly #model: Model;
  readonly #excluded: number | undefined;
  #waiting: ModelEntry[] = [];
  #admitted: ModelEntry | undefined;

  constructor(model: Model, key: number, excluded: number | undefined) {
    super(() => {
      model.messages++;
      this.#waiting = [...model.audience(key)];
      return undefined;
    });
    this.#model = model;
    this.#excluded = excluded;
  }

  override called(id: number | undefined): void {
    super.called(id);
    // Between handlers, that can only be the end of one who wanted a single message and is about to get it.
    const next = this.#next();
    if (this.#admitted === undefined && next?.subscriber?.once === true && next.id === id)
      this.#admit(next);
  }

  /** The filter of an entry is asked. */
  filtering(id: number): void {
    this.takeEffect();
    const next = this.#next();
    if (next?.id !== id) fault('a filter is asked out of turn', { id, next });
  }

  /** It has answered, after whatever it did. */
  filtered(id: number, says: boolean | 'throws'): void {
    const entry = this.#waiting.shift()!;
    if (entry.id !== id) fault('another has had its turn meanwhile', { id, entry });
    if (says === 'throws') {
      this.reached++;
      this.failed++;
    } else if (says && this.#model.find(id) !== undefined) {
      this.#waiting.unshift(entry);
      this.#admit(entry);
    }
  }

  /** The handler of an entry is called. */
  handling(id: number): void {
    this.takeEffect();
    if (this.#admitted === undefined) {
      const next = this.#next();
      if (next?.id !== id || next.subscriber?.filtered === true)
        fault('a handler is called out of turn', { id, next });
      this.#admit(next);
    }
    if (this.#admitted?.id !== id) fault('another handler was to be called', { id });
    this.#admitted = undefined;
    this.#waiting.shift();
    this.reached++;
  }

  /** All must have had their turn. */
  over(): void {
    this.takeEffect();
    const next = this.#next();
    if (next !== undefined) fault('a handler was not called', next);
    this.#model.deliveries += this.reached;
  }

  #admit(entry: ModelEntry): void {
    this.#admitted = entry;
    if (entry.subscriber!.once) this.#model.remove([this.#model.find(entry.id)]);
  }

  /** The next that is still there, and is not left out. */
  #next(): ModelEntry | undefined {
    while (this.#waiting.length > 0) {
      const [first] = this.#waiting;
      const isMeant = this.#excluded === undefined || first!.owner !== this.#excluded;
      if ((this.#model.find(first!.id) !== undefined && isMeant) || first === this.#admitted)
        return first;
      this.#waiting.shift();
    }
    return undefined;
  }
}

/** Somebody subscribes who is bound to a signal when all have been told of it; it may have aborted meanwhile. */
export class Subscribing extends Frame {
  readonly #model: Model;
  readonly #id: number;
  readonly #signal: number | undefined;

  constructor(model: Model, id: number, signal: number | undefined, effect: () => unknown) {
    super(effect);
    this.#model = model;
    this.#id = id;
    this.#signal = signal;
  }

  override called(id: number | undefined): void {
    super.called(id);
    if (id === this.#id) this.#endIfAborted();
  }

  over(): void {
    const { subscriber } = this.#model.find(this.#id) ?? {};
    if (subscriber != null) subscriber.signal = this.#signal;
    this.#endIfAborted();
  }

  #endIfAborted(): void {
    if (this.#signal !== undefined && this.#model.aborted.has(this.#signal))
      this.#model.remove([this.#model.find(this.#id)]);
  }
}

/** An abort ends one subscription after the other. */
export class Aborting extends Frame {
  readonly #model: Model;
  readonly #bound: readonly ModelEntry[];

  constructor(model: Model, signal: number) {
    super(() => {
      this.#endUntil(undefined);
      return undefined;
    });
    this.#model = model;
    this.#bound = model.boundTo(signal);
    model.aborted.add(signal);
  }

  override called(id: number | undefined): void {
    if (this.#bound.some((entry) => entry.id === id)) this.#endUntil(id);
  }

  #endUntil(id: number | undefined): void {
    for (const entry of this.#bound) {
      this.#model.remove([this.#model.find(entry.id)]);
      if (entry.id === id) return;
    }
  }
}

/** Compares what an operation did with what the model says. */
export function compare(what: string, got: Outcome<unknown>, expected: unknown): void {
  const { error } = got;
  if (typeof expected === 'function') {
    if (!(error instanceof expected)) fault(`${what} was not refused with ${expected.name}`, got);
  } else if (error !== undefined) {
    throw error;
  } else if (JSON.stringify(got.value) !== JSON.stringify(expected)) {
    fault(`${what} told something else`, { got: got.value, expected });
  }
}
