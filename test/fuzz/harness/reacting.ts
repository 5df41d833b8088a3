import { fault, outcomeOf, Planted, typed } from './failures.js';

/** What somebody does who is called back, and how they answer. */
export interface Reaction<D, A extends string = string> {
  readonly deeds: readonly D[];
  readonly answer: A;
}

/** A promise that somebody holds back. */
export interface Held {
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Where deeds are done, from within callbacks too, and what has come of them is looked at. */
export abstract class Reacting<D> {
  readonly held: Held[] = [];
  readonly stops: (() => void)[] = [];
  /** Everything asynchronous that was begun, by what it is called: it has to come to an end. */
  readonly #pending = new Map<Promise<unknown>, string>();
  readonly #faults: unknown[] = [];
  readonly #most: number;
  readonly #deepest: number;
  #done = 0;
  #depth = 0;

  /** So many deeds are done in a case, and so deep within each other. */
  constructor({ most, deepest }: { most: number; deepest: number }) {
    this.#most = most;
    this.#deepest = deepest;
  }

  protected abstract perform(deed: D): void;

  /** How many deeds are being done within each other. */
  protected get depth(): number {
    return this.#depth;
  }

  protected get pending(): number {
    return this.#pending.size;
  }

  /** Does a deed unless enough was done. What it throws must be a refusal; it goes no further. */
  do(deed: D): void {
    if (this.#done++ >= this.#most || this.#depth >= this.#deepest) return;
    this.#depth++;
    try {
      this.perform(deed);
    } catch (error) {
      this.refused(error);
    } finally {
      this.#depth--;
    }
  }

  refused(error: unknown): void {
    this.noFault(() => void typed(error));
  }

  /** Does what somebody does who is called back, and fails if they do. */
  react({ deeds, answer }: Reaction<D>, at: string): void {
    for (const deed of deeds) this.do(deed);
    if (answer === 'throws') throw new Planted(at);
  }

  /** A promise that must settle in the end, with a refusal or what was planted if it rejects. */
  follow(name: string, promise: Promise<unknown>): void {
    this.#pending.set(promise, name);
    void outcomeOf(() => promise).then(
      () => this.#pending.delete(promise),
      (error: unknown) => {
        this.#pending.delete(promise);
        this.refused(error);
      },
    );
  }

  /** Keeps what is thrown for {@link verify}: there are callbacks from which nothing gets out. */
  protected noFault(check: () => void): void {
    try {
      check();
    } catch (wrong) {
      this.#faults.push(wrong);
    }
  }

  /** Throws what has gone wrong within a callback. */
  verify(): void {
    if (this.#faults.length > 0) throw this.#faults[0];
  }

  /** All that was begun has ended. */
  checkSettled(): void {
    if (this.#pending.size > 0) fault('never settled', [...this.#pending.values()]);
  }
}
