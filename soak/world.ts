import type { Failure } from 'nestjs-registry';
import { AccountsModel, JobsModel } from './app/models.js';
import { Checks, type Violation } from './checks.js';
import { SoakClock } from './clock.js';
import { Remains } from './heap/remains.js';
import { OrdersModel } from './model/orders.js';
import { RoomsModel } from './model/rooms.js';
import { SessionsModel } from './model/sessions.js';
import { Random } from './random.js';
import { Tally } from './tally.js';

/** What the application, the load and the model have in common. */
export class World {
  readonly clock = new SoakClock();
  /** What was done. */
  readonly tally = new Tally();
  /** What was checked. */
  readonly checked = new Tally();
  readonly remains = new Remains();
  readonly checks: Checks;
  readonly accounts: AccountsModel;
  readonly jobs: JobsModel;
  readonly sessions: SessionsModel;
  readonly rooms = new RoomsModel();
  readonly orders: OrdersModel;
  /** Is told of every failing handler of the registry `events`. */
  failed: (failure: Failure) => void = () => undefined;

  constructor(
    readonly seed: number,
    tell: (violation: Violation) => void,
  ) {
    const { clock, tally, remains } = this;
    const checks = new Checks(this.checked, tell);
    this.checks = checks;
    const workers = { checks, clock, tally, remains };
    this.accounts = new AccountsModel('account', { ...workers, random: this.random('account') });
    this.jobs = new JobsModel('job', { ...workers, random: this.random('job') });
    this.sessions = new SessionsModel(checks, clock);
    this.orders = new OrdersModel(checks, remains);
  }

  /** The source of chance for one part. */
  random(name: string): Random {
    return Random.of(this.seed, name);
  }
}
