import {
  Registered,
  Subscribe,
  Worker,
  type OnStart,
  type OnStop,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { SHUTDOWN_TIMEOUT, type Life, type Mail } from '../model/life.js';
import { PlannedCrash, PlannedError } from '../planned.js';
import { turns } from '../turns.js';
import { AccountsModel } from './models.js';

/** A worker to which everything happens that may happen to one. */
@Worker({
  registry: 'accounts',
  restart: 'permanent',
  maxRestarts: 3,
  maxSeconds: 1,
  backoff: { initial: 2, max: 20, jitter: 0.5 },
  idleTimeout: 150,
  mailboxLimit: 40,
  maxChildren: 30,
  callTimeout: 300,
  shutdownTimeout: SHUTDOWN_TIMEOUT,
  crashOn: (error) => error instanceof PlannedCrash,
  logErrors: false,
})
@Registered((id: number) => ['account', id])
export class AccountWorker implements OnStart, OnStop {
  id = 0;
  #life!: Life;

  constructor(private readonly model: AccountsModel) {}

  async onStart(id: number): Promise<void> {
    const { random } = this.model;
    this.id = id;
    this.#life = this.model.starts(id, this);
    const fails = random.chance(0.05);
    await turns(random.below(3));
    if (fails) {
      this.model.ended(this.#life);
      throw new PlannedError();
    }
    this.#life.runs();
  }

  async onStop(): Promise<void> {
    const { random } = this.model;
    this.#life.stops();
    const fails = random.chance(0.05);
    await turns(random.below(3));
    this.model.ended(this.#life);
    if (fails) throw new PlannedError();
  }

  deposit(mail: Mail): number {
    this.model.begins(this.#life, mail);
    this.#life.end();
    return mail.n;
  }

  async slow(mail: Mail): Promise<number> {
    this.model.begins(this.#life, mail);
    await turns(this.model.random.between(1, 3));
    this.#life.end();
    return mail.n;
  }

  fails(mail: Mail): number {
    this.deposit(mail);
    throw new PlannedError();
  }

  async crashes(mail: Mail): Promise<number> {
    await this.slow(mail);
    throw new PlannedCrash();
  }

  /** Until the gate is opened, which may be after it was given up as lost. */
  async hangs(mail: Mail): Promise<number> {
    this.model.begins(this.#life, mail);
    await this.model.gate.opened;
    this.#life.end();
    return mail.n;
  }

  /** Asks another worker, which may be asking this one. */
  async transfer(
    mail: Mail,
    to: number,
    supervisor: WorkerSupervisor<AccountWorker>,
  ): Promise<number> {
    this.model.begins(this.#life, mail);
    try {
      const onward = this.model.mail(`account ${this.id}`, to);
      this.model.answered(onward, await supervisor.via(['account', to]).call.slow(onward));
      return mail.n;
    } finally {
      this.#life.end();
    }
  }

  @Subscribe((self: AccountWorker) => ['account', self.id, 'credited'], { registry: 'credits' })
  onCredited(mail: Mail): Promise<number> {
    return this.slow(mail);
  }
}
