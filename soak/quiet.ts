import { getRegistryToken, type Registry } from 'nestjs-registry';
import { REGISTRIES } from './app/soak.module.js';
import { connections, type Running } from './app/start.js';
import type { Clients } from './clients/clients.js';
import type { Load } from './load/load.js';
import { ROOMS } from './model/rooms.js';
import { turns } from './turns.js';
import { ends, until } from './watchdog.js';
import type { World } from './world.js';

/** Brings everything to rest, compares it with the model, undoes it all, and looks for what is left. */
export class Quiet {
  readonly #world: World;
  readonly #running: Running;
  readonly #clients: Clients;
  readonly #load: Load;
  /** What an application has that nobody uses: entries by registry, and what keeps the process alive. */
  readonly #idle: string;

  constructor(world: World, running: Running, clients: Clients, load: Load) {
    this.#world = world;
    this.#running = running;
    this.#clients = clients;
    this.#load = load;
    this.#idle = this.#show();
  }

  /** All load has ended, and what it left is as it should be. */
  async compare(): Promise<void> {
    const { checks, rooms } = this.#world;
    await this.#clients.pause();
    this.#load.compare();
    this.#compareSessions();
    // After this nobody comes or goes, so that whoever has heard it knows all there is to know.
    for (const room of ROOMS) this.#load.say(room);
    const { state } = rooms;
    await ends(
      checks,
      'the last messages to all streams',
      this.#clients.tell({ type: 'catch up', rooms: state }),
    );
    for (const [room, { members }] of Object.entries(state)) {
      const there = this.#registry('rooms').lookup(['room', room]);
      const values = there.map(({ value }) => value as string);
      checks.equal('no entry is lost', values.toSorted(), members.toSorted(), room);
    }
  }

  /** Undoes all that was done: the application must be as it was at the start. */
  async undo(): Promise<void> {
    const { checks, clock } = this.#world;
    await ends(checks, 'the clients', this.#clients.tell({ type: 'leave' }));
    await ends(
      checks,
      'all that is served',
      until(() => this.#servesNothing()),
    );
    await ends(checks, 'what the load has begun', this.#load.end());
    this.#endSessions();
    this.#world.orders.compare(this.#registry('orders'));
    // Timers that nothing is left for are cancelled a turn later.
    await turns(5);
    checks.equal('nothing is left', this.#show(), this.#idle, 'the application');
    checks.equal('nothing is left', clock.pending, 0, 'timers');
    checks.equal('nothing is left', this.#world.rooms.members, [], 'members of rooms');
  }

  /** Whoever asked may have gone: then there is no connection, but the request is still being served. */
  async #servesNothing(): Promise<boolean> {
    const { inFlight } = this.#registry('orders').stats();
    if (inFlight > 0 || this.#world.accounts.serving > 0) return false;
    return (await connections(this.#running)) === 0;
  }

  #show(): string {
    const sizes = REGISTRIES.map((name) => `${name} ${this.#registry(name).size}`);
    const flights = REGISTRIES.map((name) => this.#registry(name).stats().inFlight);
    const open = process.getActiveResourcesInfo().filter((each) => each !== 'Immediate');
    return [...sizes, `in flight ${flights.join()}`, ...open.toSorted()].join(', ');
  }

  #compareSessions(): void {
    const { checks, sessions } = this.#world;
    const there = [...this.#registry('sessions')].map(
      ({ key }) => (key as readonly [string, string])[1],
    );
    checks.equal('no entry is lost', there.toSorted(), sessions.all.toSorted(), 'sessions');
  }

  #endSessions(): void {
    for (const { owner } of this.#registry('sessions')) owner.terminate();
    this.#world.sessions.forget();
  }

  #registry(name: (typeof REGISTRIES)[number]): Registry {
    return this.#running.app.get(getRegistryToken(name));
  }
}
