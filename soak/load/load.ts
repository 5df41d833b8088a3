import type { INestApplication } from '@nestjs/common';
import {
  getRegistryToken,
  getSupervisorToken,
  type Registry,
  type WorkerSupervisor,
} from 'nestjs-registry';
import { AccountWorker } from '../app/account.worker.js';
import { JobWorker } from '../app/job.worker.js';
import type { Value } from '../model/entries.js';
import { ROOMS } from '../model/rooms.js';
import type { Random } from '../random.js';
import { turns } from '../turns.js';
import type { World } from '../world.js';
import { EntriesLoad } from './entries/entries-load.js';
import { PublishingLoad } from './publishing/publishing-load.js';
import type { Subscriber } from './publishing/subscriber.js';
import { WaitingLoad } from './waiting/waiting-load.js';
import { AccountsLoad } from './workers/accounts-load.js';
import { JobsLoad } from './workers/jobs-load.js';

/** So long one turn of the load is, in milliseconds: the application has to serve its clients as well. */
const TURN = 8;
/** So many steps, then the clock is looked at. */
const STEPS = 20;
/** All that can be compared while the load goes on is compared after so many turns. */
const COMPARED = 50;
const HELD = 20;

/** What uses the application from within, a little of everything in each turn of the event loop. */
export class Load {
  readonly #world: World;
  readonly #rooms: Registry;
  readonly #orders: Registry;
  readonly #entries: readonly EntriesLoad[];
  readonly #events: PublishingLoad;
  readonly #waiting: WaitingLoad;
  readonly #accounts: AccountsLoad;
  readonly #jobs: JobsLoad;
  readonly #random: Random;
  readonly #steps: readonly (readonly [weight: number, step: () => void])[];

  constructor(world: World, app: INestApplication) {
    this.#world = world;
    const { checks, tally, remains, clock } = world;
    const shared = (name: string) => ({ checks, tally, remains, random: world.random(name) });
    const entries = ['names', 'groups'].map((name) => {
      const registry = app.get<Registry<{ value: Value }>>(getRegistryToken(name));
      return new EntriesLoad({ ...shared(name), name, registry, clock });
    });
    this.#entries = entries;
    this.#events = new PublishingLoad({
      ...shared('events'),
      registry: app.get<Registry<{ value: Subscriber }>>(getRegistryToken('events')),
    });
    world.failed = (failure) => {
      this.#events.failed(failure);
    };
    this.#waiting = new WaitingLoad({
      ...shared('waiting'),
      registry: app.get<Registry<{ value: number }>>(getRegistryToken('arrivals')),
    });
    this.#accounts = new AccountsLoad({
      ...shared('accounts'),
      model: world.accounts,
      registry: app.get<Registry>(getRegistryToken('accounts')),
      credits: app.get<Registry>(getRegistryToken('credits')),
      supervisor: app.get<WorkerSupervisor<AccountWorker>>(getSupervisorToken(AccountWorker)),
    });
    this.#jobs = new JobsLoad({
      ...shared('jobs'),
      model: world.jobs,
      registry: app.get<Registry>(getRegistryToken('jobs')),
      supervisor: app.get<WorkerSupervisor<JobWorker>>(getSupervisorToken(JobWorker)),
    });
    this.#rooms = app.get<Registry>(getRegistryToken('rooms'));
    this.#orders = app.get<Registry>(getRegistryToken('orders'));
    this.#random = world.random('load');
    this.#steps = [
      ...entries.map((load) => [30, () => load.step()] as const),
      [60, () => this.#events.step()],
      [5, () => this.#waiting.step()],
      [10, () => this.#accounts.step()],
      [3, () => this.#jobs.step()],
      [0.3, () => this.say(this.#random.pick(ROOMS))],
    ];
  }

  /** Goes on for so many milliseconds, or until something is violated. */
  async run(milliseconds: number): Promise<void> {
    const { clock, checks } = this.#world;
    const end = performance.now() + milliseconds;
    for (let turn = 1; performance.now() < end && !checks.failed; turn++) {
      clock.step();
      // First: what a step begins may need microtasks until it is complete.
      if (turn % COMPARED === 0) this.compare();
      else this.#events.look();
      const over = performance.now() + TURN;
      while (performance.now() < over)
        for (let steps = 0; steps < STEPS; steps++) this.#random.weighted(this.#steps)();
      // What the gate holds back is at work for so long.
      if (turn % HELD === 0) this.#events.gate.open();
      await turns(1);
    }
  }

  /** Compares all that can be compared at any time. */
  compare(): void {
    const { orders, tally } = this.#world;
    tally.add('compare everything');
    for (const load of this.#entries) load.compare();
    this.#events.compare();
    this.#accounts.compare();
    this.#jobs.compare();
    orders.compare(this.#orders);
  }

  /** Says something in a room. */
  say(room: string): void {
    this.#world.tally.add('rooms: say');
    const n = this.#world.rooms.next(room);
    this.#rooms.emit(['said in', room], { n, text: 'the load' });
  }

  /** Undoes all that was done, and checks that it is. */
  async end(): Promise<void> {
    this.#world.clock.step();
    for (const load of this.#entries) load.end();
    await this.#events.end();
    await this.#waiting.end();
    await this.#accounts.end();
    await this.#jobs.end();
  }

  /** The application has closed in the middle of it: all that was under way comes to its end. */
  async abandoned(): Promise<void> {
    await this.#events.abandoned();
    await this.#waiting.abandoned();
    await this.#accounts.abandoned();
    await this.#jobs.abandoned();
  }

  stop(): void {
    for (const load of this.#entries) load.stop();
  }
}
