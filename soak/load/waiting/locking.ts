import {
  LockReentryError,
  LockTimeoutError,
  RegistryClosedError,
  type WaitOptions,
} from 'nestjs-registry';
import { PlannedError } from '../../planned.js';
import { turns } from '../../turns.js';
import type { WaitingParts } from './waiting-parts.js';

/** One who asked for a lock. */
interface Ticket {
  readonly key: number;
  holds: boolean;
}

const LOCKS = 6;
const ABORTED = 'had enough';
const MEANT = [PlannedError, LockTimeoutError, RegistryClosedError];

/** Many who want the same few locks, and of whom some give up. */
export class Locking {
  /** Who holds each lock, and who waits for it, in the order of asking. */
  readonly #lines: Ticket[][] = Array.from({ length: LOCKS }, () => []);
  readonly #parts: WaitingParts;

  constructor(parts: WaitingParts) {
    this.#parts = parts;
  }

  async take(): Promise<void> {
    const { registry, random, checks, tally } = this.#parts;
    const ticket = { key: random.below(LOCKS), holds: false };
    const controller = random.chance(0.2) ? new AbortController() : undefined;
    tally.add('locks: ask');
    this.#line(ticket).push(ticket);
    // Before the registry hears of it: whoever follows in the line may be next.
    controller?.signal.addEventListener('abort', () => {
      if (!ticket.holds) this.#leave(ticket);
    });
    if (controller !== undefined)
      void turns(random.between(0, 10)).then(() => controller.abort(ABORTED));
    try {
      await registry.lock(
        ['lock', ticket.key],
        () => this.#hold(ticket),
        this.#options(controller),
      );
    } catch (error) {
      const meant = error === ABORTED || MEANT.some((type) => error instanceof type);
      checks.that('only errors that were meant', meant, 'a lock', () => ['one of its own', error]);
      if (!ticket.holds) this.#leave(ticket);
    }
  }

  #options(controller: AbortController | undefined): WaitOptions {
    const { random } = this.#parts;
    return {
      ...(random.chance(0.3) ? { timeout: random.between(1, 20) } : {}),
      ...(controller === undefined ? {} : { signal: controller.signal }),
    };
  }

  async #hold(ticket: Ticket): Promise<void> {
    const { registry, random, checks, tally } = this.#parts;
    const [first, ...others] = this.#line(ticket);
    const where = `lock ${ticket.key}`;
    checks.that('locks are given in order', first === ticket, where, () => [first, ticket]);
    const holders = others.filter(({ holds }) => holds).length;
    checks.equal('locks exclude others', holders, 0, where);
    ticket.holds = true;
    tally.add('locks: hold');
    try {
      await turns(random.below(3));
      if (random.chance(0.05)) {
        const again = registry.lock(['lock', ticket.key], () => undefined);
        const refused = await again.catch((error: unknown) => error);
        const right = refused instanceof LockReentryError;
        checks.that('locks exclude others', right, where, () => [LockReentryError, refused]);
      }
      if (random.chance(0.1)) throw new PlannedError();
    } finally {
      this.#leave(ticket);
    }
  }

  #line({ key }: Ticket): Ticket[] {
    return this.#lines[key]!;
  }

  #leave(ticket: Ticket): void {
    const line = this.#line(ticket);
    const at = line.indexOf(ticket);
    if (at >= 0) line.splice(at, 1);
  }
}
