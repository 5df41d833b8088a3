import {
  RegistryClosedError,
  WaitTimeoutError,
  type Registration,
  type WaitOptions,
} from 'nestjs-registry';
import { turns } from '../../turns.js';
import type { WaitingParts } from './waiting-parts.js';

/** One who waits for a name. */
interface Ticket {
  /** What it must be given; nothing as long as it has to wait. */
  expected: number | undefined;
  /** It does not want it any more. */
  over: boolean;
}

interface Arrival {
  readonly value: number;
  readonly registration: Registration<number>;
}

const NAMES = 10;
const ABORTED = 'had enough';
const MEANT = [WaitTimeoutError, RegistryClosedError];

/** Some who wait for names, and names that come and go. */
export class Arrivals {
  readonly #parts: WaitingParts;
  readonly #present = new Map<number, Arrival>();
  readonly #waiting: Set<Ticket>[] = Array.from({ length: NAMES }, () => new Set());
  #made = 0;

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  /** A name comes, or goes. */
  change(): void {
    const { registry, random, tally } = this.#parts;
    const name = random.below(NAMES);
    const present = this.#present.get(name);
    if (present !== undefined) {
      this.#present.delete(name);
      present.registration.unregister();
      return;
    }
    tally.add('arrivals: register');
    const value = ++this.#made;
    for (const ticket of this.#waiting[name]!) ticket.expected = value;
    this.#waiting[name]!.clear();
    this.#present.set(name, { value, registration: registry.register(['name', name], value) });
  }

  async wait(): Promise<void> {
    const { registry, random, checks, tally } = this.#parts;
    const name = random.below(NAMES);
    const ticket: Ticket = { expected: this.#present.get(name)?.value, over: false };
    tally.add('arrivals: wait');
    if (ticket.expected === undefined) this.#waiting[name]!.add(ticket);
    const options = this.#options(() => {
      ticket.over = true;
      this.#waiting[name]!.delete(ticket);
    });
    const waited = registry.whenRegistered(['name', name], options);
    const seen = await waited.then(
      ({ value }) => value,
      (error: unknown) =>
        error === ABORTED || MEANT.some((type) => error instanceof type) ? undefined : error,
    );
    this.#waiting[name]!.delete(ticket);
    checks.equal('who waits is told', seen, ticket.expected, `name ${name}`);
  }

  end(): void {
    for (const { registration } of this.#present.values()) registration.unregister();
    this.#present.clear();
  }

  #options(givenUp: () => void): WaitOptions {
    const { random } = this.#parts;
    if (random.chance(0.7)) return { timeout: random.between(1, 30) };
    const controller = new AbortController();
    controller.signal.addEventListener('abort', givenUp);
    void turns(random.between(1, 20)).then(() => controller.abort(ABORTED));
    return { signal: controller.signal };
  }
}
