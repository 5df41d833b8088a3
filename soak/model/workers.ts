import type { Registry, SupervisorEvent } from 'nestjs-registry';
import type { Checks } from '../checks.js';
import type { SoakClock } from '../clock.js';
import type { Remains } from '../heap/remains.js';
import type { Random } from '../random.js';
import type { Tally } from '../tally.js';
import { HangingGate } from './gate.js';
import { Life, type Mail } from './life.js';

/** What the model of workers works with. */
export interface WorkersParts {
  readonly clock: SoakClock;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
  readonly remains: Remains;
}

/** What must be true of the workers of one class, told by the workers themselves. */
export class WorkersModel {
  readonly gate = new HangingGate();
  readonly random: Random;
  readonly #checks: Checks;
  readonly #clock: SoakClock;
  readonly #tally: Tally;
  readonly #remains: Remains;
  readonly #lives = new Map<number, Life>();
  /** What was begun last of each sender, by the worker. */
  readonly #begun = new Map<number, Map<string, number>>();
  readonly #sent = new Map<string, number>();
  readonly #givenUp = new Set<Mail>();
  #casts = { accepted: 0, begun: 0, dropped: 0 };

  constructor(
    readonly name: string,
    { clock, random, checks, tally, remains }: WorkersParts,
  ) {
    this.random = random;
    this.#checks = checks;
    this.#clock = clock;
    this.#tally = tally;
    this.#remains = remains;
  }

  // ── What workers tell ──────────────────────────────────────────────────────────────────────────────────────────────

  /** Of each name there is one worker at a time, but for one that was given up as lost. */
  starts(id: number, worker: object): Life {
    const other = this.#lives.get(id);
    const alone = other === undefined || other.mayBeLost;
    this.#checks.that('one worker for a name', alone, `${this.name} ${id}`, () => [
      'no other worker',
      other,
    ]);
    const life = new Life(id, this.#checks, this.#clock);
    this.#lives.set(id, life);
    this.#remains.watch(`workers (${this.name})`, worker);
    return life;
  }

  ended(life: Life): void {
    life.visible = false;
    life.end();
    if (this.#lives.get(life.id) === life) this.#lives.delete(life.id);
  }

  /** A worker begins to handle a message. */
  begins(life: Life, mail: Mail): void {
    this.#tally.add(`${this.name}: handle`);
    if (mail.cast) this.#casts.begun++;
    life.begin(mail);
    const wanted = !this.#givenUp.has(mail);
    this.#checks.that('what was given up is not begun', wanted, `worker ${mail.to}`, () => [
      'a message that somebody wants to have handled',
      mail,
    ]);
    let ofSenders = this.#begun.get(mail.to);
    if (ofSenders === undefined) this.#begun.set(mail.to, (ofSenders = new Map()));
    const last = ofSenders.get(mail.from) ?? 0;
    this.#checks.that(
      'messages of a sender are in order',
      mail.n > last,
      `worker ${mail.to}`,
      () => [`after ${last} of ${mail.from}`, mail.n],
    );
    ofSenders.set(mail.from, mail.n);
  }

  // ── What senders tell ──────────────────────────────────────────────────────────────────────────────────────────────

  /** The next message of a sender to a worker. */
  mail(from: string, to: number, cast = false): Mail {
    const line = `${from} to ${to}`;
    const n = (this.#sent.get(line) ?? 0) + 1;
    this.#sent.set(line, n);
    return { from, to, n, cast };
  }

  /** A cast did not throw. */
  accepted(): void {
    this.#casts.accepted++;
  }

  /** A call was answered. */
  answered(mail: Mail, answer: unknown): void {
    const where = `${this.name} ${mail.to}`;
    this.#checks.equal('answers are of the question', answer, mail.n, where);
    const last = this.#begun.get(mail.to)?.get(mail.from) ?? 0;
    this.#checks.that('answers are of the question', last >= mail.n, where, () => [mail, last]);
  }

  /** The caller has given up before it was begun, so it must not be begun any more. */
  givenUp(mail: Mail): void {
    this.#givenUp.add(mail);
  }

  /** What the supervisor tells. */
  happened({ type }: SupervisorEvent): void {
    this.#tally.add(`${this.name}: ${type}`);
    if (type === 'dropped') this.#casts.dropped++;
  }

  // ── What must be ───────────────────────────────────────────────────────────────────────────────────────────────────

  /** Whoever has started, and nobody else, can be looked up. To be asked when no worker is in the middle of something. */
  compare(registry: Registry): void {
    for (const { key } of registry) {
      const [, id] = key as readonly [string, number];
      const life = this.#lives.get(id);
      this.#checks.that(
        'names are of live workers',
        life?.visible === true,
        `${this.name} ${id}`,
        () => ['a worker that has started and is not stopping', life],
      );
    }
    for (const life of this.#lives.values()) {
      if (!life.visible || !life.free || life.mayBeLost) continue;
      const found = registry.get([this.name, life.id]) !== undefined;
      this.#checks.that('live workers have their names', found, `${this.name} ${life.id}`, () => [
        'an entry',
        undefined,
      ]);
    }
  }

  /** Every cast that was taken has been handled, or was reported as dropped. To be asked when there are no workers. */
  end(): void {
    const { accepted, begun, dropped } = this.#casts;
    const where = `${this.name}: handled and dropped`;
    this.#checks.equal('no cast is lost', begun + dropped, accepted, where);
    const lives = [...this.#lives.values()].filter(({ mayBeLost }) => !mayBeLost);
    this.#checks.equal('nothing is left', lives, [], `${this.name} that live`);
    this.#lives.clear();
    this.#begun.clear();
    this.#sent.clear();
    this.#givenUp.clear();
  }
}
