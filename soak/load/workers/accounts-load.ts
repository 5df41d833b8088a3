import {
  AlreadyStartedError,
  CallTimeoutError,
  DeadlockError,
  MailboxFullError,
  MaxChildrenError,
  RegistryClosedError,
  SupervisorClosedError,
  WorkerNotFoundError,
  WorkerTerminatedError,
  type Registry,
  type WorkerRef,
  type WorkerSupervisor,
} from 'nestjs-registry';
import type { AccountWorker } from '../../app/account.worker.js';
import type { AccountsModel } from '../../app/models.js';
import type { Checks } from '../../checks.js';
import { PlannedError } from '../../planned.js';
import type { Random } from '../../random.js';
import type { Tally } from '../../tally.js';

export interface AccountsParts {
  readonly supervisor: WorkerSupervisor<AccountWorker>;
  readonly registry: Registry;
  readonly credits: Registry;
  readonly model: AccountsModel;
  readonly random: Random;
  readonly checks: Checks;
  readonly tally: Tally;
}

const ACCOUNTS = 40;
const SENDERS = 20;
/** So many calls wait at the same time. */
const WAITING = 400;

/** How a call or a start may fail. */
const MEANT = [
  PlannedError,
  AlreadyStartedError,
  RegistryClosedError,
  SupervisorClosedError,
  CallTimeoutError,
  DeadlockError,
  MailboxFullError,
  MaxChildrenError,
  WorkerNotFoundError,
  WorkerTerminatedError,
];

/** Sends messages to workers in every way, while they crash, hang, are stopped and are started again. */
export class AccountsLoad {
  readonly #parts: AccountsParts;
  readonly #underWay = new Set<Promise<void>>();
  readonly #refs: WorkerRef<AccountWorker>[] = [];

  constructor(parts: AccountsParts) {
    this.#parts = parts;
    parts.supervisor.events.subscribe((event) => {
      parts.model.happened(event);
    });
  }

  step(): void {
    const { random } = this.#parts;
    if (this.#underWay.size > WAITING) return;
    const id = random.below(ACCOUNTS);
    random.weighted<() => void>([
      [10, () => this.#start(id)],
      [20, () => this.#call(id)],
      [20, () => this.#cast(id)],
      [5, () => this.#burst(id)],
      [5, () => this.#publish(id)],
      [1, () => this.#stop(id)],
      [0.5, () => this.#terminate(id)],
      [0.5, () => this.#parts.model.gate.open()],
    ])();
  }

  compare(): void {
    this.#parts.model.compare(this.#parts.registry);
  }

  async abandoned(): Promise<void> {
    this.#parts.model.gate.open();
    await Promise.all(this.#underWay);
  }

  /** Stops all workers, and waits for what was asked of them. */
  async end(): Promise<void> {
    const { supervisor, registry, credits, checks, model } = this.#parts;
    this.#refs.length = 0;
    // What is waited for may start a worker once more.
    while (this.#underWay.size > 0 || supervisor.count() > 0) {
      model.gate.open();
      await Promise.all(supervisor.children().map(({ key }) => supervisor.stop(key)));
      await new Promise((resolve) => setImmediate(resolve));
    }
    await credits.whenIdle();
    model.end();
    const left = [registry.size, credits.size, credits.stats().inFlight];
    checks.equal('nothing is left', left, [0, 0, 0], 'accounts');
  }

  /** Asked for several times at once, it is started once. */
  #start(id: number): void {
    const { supervisor, random, tally } = this.#parts;
    for (let times = random.between(1, 3); times > 0; times--) {
      tally.add('account: getOrStart');
      this.#follow(async () => {
        const ref = await supervisor.getOrStart(id);
        this.#refs[random.below(ACCOUNTS)] = ref;
      });
    }
  }

  #call(id: number): void {
    const { model, random, tally, supervisor } = this.#parts;
    const ref = this.#someRef(id);
    const [, to] = ref.key as readonly [string, number];
    const mail = model.mail(this.#sender(), to);
    const { call } = random.chance(0.2) ? ref.with({ timeout: random.between(1, 10) }) : ref;
    tally.add('account: call');
    const givenUp = (error: unknown): never => {
      if (error instanceof CallTimeoutError && !error.begun) model.givenUp(mail);
      throw error;
    };
    this.#follow(async () => {
      const answering = random.weighted<() => Promise<number>>([
        [20, () => call.deposit(mail)],
        [20, () => call.slow(mail)],
        [3, () => call.fails(mail)],
        [1, () => call.crashes(mail)],
        [0.3, () => call.hangs(mail)],
        [4, () => call.transfer(mail, random.below(ACCOUNTS), supervisor)],
      ])();
      model.answered(mail, await answering.catch(givenUp));
    });
  }

  #cast(id: number): void {
    const { model, random, tally } = this.#parts;
    const ref = this.#someRef(id);
    const [, to] = ref.key as readonly [string, number];
    const mail = model.mail(this.#sender(), to, true);
    const { cast } = ref;
    tally.add('account: cast');
    this.#tolerate(() => {
      random.weighted<() => void>([
        [20, () => cast.deposit(mail)],
        [20, () => cast.slow(mail)],
        [0.5, () => cast.fails(mail)],
        [0.5, () => cast.crashes(mail)],
      ])();
      model.accepted();
    });
  }

  /** Many of one sender in a row, of both kinds. */
  #burst(id: number): void {
    const { model, random, tally, supervisor } = this.#parts;
    const ref = supervisor.via(['account', id]);
    const sender = this.#sender();
    for (let left = random.between(2, 30); left > 0; left--) {
      tally.add('account: message of a burst');
      const mail = model.mail(sender, id, random.chance(0.5));
      if (mail.cast) {
        this.#tolerate(() => {
          ref.cast.slow(mail);
          model.accepted();
        });
      } else {
        this.#follow(async () => {
          model.answered(mail, await ref.call.deposit(mail));
        });
      }
    }
  }

  /** To whoever is subscribed: the worker, if it runs. */
  #publish(id: number): void {
    const { credits, model, checks, tally, registry } = this.#parts;
    tally.add('account: publish');
    const mail = model.mail(this.#sender(), id);
    const runs = registry.get(['account', id]) !== undefined;
    const dispatch = credits.dispatch(['account', id, 'credited'], mail);
    checks.equal('who runs is subscribed', dispatch.size, runs ? 1 : 0, `account ${id}`);
    this.#follow(async () => {
      const [delivery] = await dispatch.settled();
      if (delivery?.status === 'failed') throw delivery.error;
      if (delivery?.status === 'delivered') model.answered(mail, delivery.value);
    });
  }

  #stop(id: number): void {
    this.#parts.tally.add('account: stop');
    this.#follow(async () => {
      await this.#parts.supervisor.stop(['account', id]);
    });
  }

  #terminate(id: number): void {
    this.#parts.tally.add('account: terminate');
    this.#parts.registry.whereis(['account', id])?.terminate('by somebody');
  }

  #sender(): string {
    return `sender ${this.#parts.random.below(SENDERS)}`;
  }

  /** One that was started, or whoever has the name. */
  #someRef(id: number): WorkerRef<AccountWorker> {
    const { random, supervisor } = this.#parts;
    const ref = random.chance(0.5) ? this.#refs[id] : undefined;
    return ref ?? supervisor.via(['account', id]);
  }

  #follow(task: () => Promise<void>): void {
    const promise: Promise<void> = this.#tolerated(task).finally(() =>
      this.#underWay.delete(promise),
    );
    this.#underWay.add(promise);
  }

  async #tolerated(task: () => Promise<void>): Promise<void> {
    try {
      await task();
    } catch (error) {
      this.#isMeant(error);
    }
  }

  #tolerate(task: () => void): void {
    try {
      task();
    } catch (error) {
      this.#isMeant(error);
    }
  }

  #isMeant(error: unknown): void {
    const { checks, tally } = this.#parts;
    const meant = MEANT.some((type) => error instanceof type);
    checks.that('only errors that were meant', meant, 'accounts', () => ['one of its own', error]);
    tally.add(`account: ${(error as Error).constructor.name}`);
  }
}
