import {
  Owner,
  Registry,
  TerminationCallbackError,
  type Failure,
  type Key,
  type Registration,
} from 'nestjs-registry';
import { ManualClock } from 'nestjs-registry/testing';
import { fault, outcome, Planted } from '../harness/failures.js';
import type { Value } from './entries.js';
import { compare, Frame } from './frames.js';
import { Model } from './model.js';
import { KEYS, OWNERS, SIGNALS, type Reaction, type Step } from './steps.js';
import { Watchers } from './watchers.js';

export interface WorldOptions {
  readonly keys: 'unique' | 'duplicate';
  readonly partitions: number;
  readonly index: readonly string[];
}

/** So many operations are done in one step, however deep they make each other be done. */
const MOST_OPERATIONS = 60;
const DEEPEST = 6;

/** A registry and a model of it, to which the same is done at the same time; both call back, and are done something to meanwhile. */
export class World {
  readonly clock = new ManualClock();
  readonly registry: Registry<{ value: Value }>;
  readonly model: Model;
  readonly owners = Array.from({ length: OWNERS }, (_hole, i) => new Owner(String(i)));
  readonly signals = Array.from({ length: SIGNALS }, () => new AbortController());
  readonly registrations: Registration<Value>[] = [];
  readonly watchers: Watchers;
  readonly failures: Failure[] = [];
  /** Callbacks of ends, and how often each was called. */
  readonly ends: { readonly owner: Owner; readonly calls: () => number }[] = [];
  ids = 0;
  /** How many callbacks of ends have thrown. */
  failedEnds = 0;
  readonly #frames: Frame[] = [];
  readonly #me: number[] = [];
  #operations = 0;
  #fault: unknown;

  constructor(options: WorldOptions) {
    const onError = (failure: Failure) => this.failures.push(failure);
    this.registry = new Registry<{ value: Value }>({ ...options, clock: this.clock, onError });
    this.model = new Model(options.keys === 'unique', () => this.clock.now());
    this.watchers = new Watchers(this);
  }

  get top(): Frame {
    return this.#frames.at(-1)!;
  }

  get isQuiet(): boolean {
    return this.#frames.length === 0;
  }

  /** Does one thing to both, unless enough has been done. What goes wrong within a callback is told at the end. */
  attempt(run: () => void): void {
    if (this.isQuiet) this.#operations = 0;
    if (this.#operations++ >= MOST_OPERATIONS || this.#frames.length > DEEPEST) return;
    try {
      // What has expired ends now, and not in the middle of the operation.
      this.within(new Frame(() => undefined), () => this.registry.size);
      run();
    } catch (error) {
      // The first of all is the cause of the others.
      this.#fault ??= error;
      throw this.#fault;
    }
    if (this.isQuiet) this.verify();
  }

  /** Of a callback: what goes wrong in it is no failure of the callback. */
  guard<T>(run: () => T): T {
    try {
      return run();
    } catch (error) {
      if (!(error instanceof Planted)) this.#fault ??= error;
      throw error;
    }
  }

  /** Throws what went wrong within callbacks, whoever caught it there. */
  verify(): void {
    if (this.#fault !== undefined) throw this.#fault;
  }

  within<T>(frame: Frame, run: () => T): T {
    this.#frames.push(frame);
    try {
      const result = run();
      frame.takeEffect();
      return result;
    } finally {
      this.#frames.pop();
    }
  }

  /** Does `real` while the model changes as `frame` says, and compares what both tell. */
  operate(what: string, frame: Frame, real: () => unknown): void {
    const failedBefore = this.failedEnds;
    const got = this.within(frame, () => outcome(real));
    if (frame.cancelled !== undefined) {
      const { error } = got;
      if (error !== frame.cancelled && error?.cause !== frame.cancelled)
        fault(`${what} did not pass on what its callback threw`, got);
      return;
    }
    // All the same it is done.
    const isEnd = got.error instanceof TerminationCallbackError && this.failedEnds > failedBefore;
    if (!isEnd) compare(what, got, frame.expected);
  }

  /** For what changes nothing by itself. */
  neutral<T>(run: () => T): T {
    return this.within(new Frame(() => undefined), run);
  }

  /** Called before the operation under way takes effect. */
  before(reaction: Reaction, at: string): void {
    const { top } = this;
    this.#do(reaction);
    if (!reaction.fails) return;
    top.cancelled = new Planted(at);
    throw top.cancelled;
  }

  /** Called after it; of the end of `ended`, if it is about one. */
  after(reaction: Reaction, at: string, ended?: number): void {
    this.top.called(ended);
    this.#do(reaction);
    if (reaction.fails) throw new Planted(at);
  }

  /** What the entry `me` does that is called. */
  react(reaction: Reaction, me: number): void {
    this.#me.push(me);
    try {
      this.#do(reaction);
    } finally {
      this.#me.pop();
    }
  }

  key(number: number): Key {
    return KEYS[number]!();
  }

  owner(number: number | undefined): Owner | undefined {
    return number === undefined ? undefined : this.owners[number];
  }

  /** One of all that were registered; often the one whose reaction is under way. */
  picked(pick: number): number {
    const me = this.#me.at(-1);
    return pick >= 40 && me !== undefined ? me : pick % Math.max(1, this.ids);
  }

  perform: (step: Step) => void = () => undefined;

  #do({ steps }: Reaction): void {
    for (const step of steps) this.perform(step);
  }
}
