import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { ends, until } from '../watchdog.js';
import type { World } from '../world.js';
import type { Command, Reply } from './commands.js';

/** The process of the clients, as the soak sees it. */
export class Clients {
  readonly #world: World;
  readonly #process: ChildProcess;
  #done: (() => void) | undefined;
  #members: readonly string[] = [];

  constructor(world: World) {
    this.#world = world;
    this.#process = fork(new URL('main.js', import.meta.url), {
      execArgv: ['--enable-source-maps'],
    });
    this.#process.on('message', (reply: Reply) => {
      this.#hear(reply);
    });
    this.#process.on('exit', (code) => {
      const well = code === 0;
      world.checks.that('clients are served', well, 'the process of the clients', () => [0, code]);
    });
  }

  /** Asks no more, and waits until exactly those are in the rooms who are going to stay there. */
  async pause(): Promise<void> {
    const { checks, rooms } = this.#world;
    await ends(checks, 'the last requests', this.tell({ type: 'pause' }));
    const members = this.#members.toSorted().join();
    const settled = until(() => rooms.members.toSorted().join() === members);
    await ends(checks, 'coming to and leaving rooms', settled);
  }

  /** Resolves when it is done. */
  tell(command: Command): Promise<void> {
    return new Promise((resolve) => {
      this.#done = resolve;
      this.#process.send(command);
    });
  }

  /** Its end. */
  async stop(): Promise<void> {
    const exit = once(this.#process, 'exit');
    this.#process.disconnect();
    await exit;
  }

  #hear(reply: Reply): void {
    const { tally, checked, checks } = this.#world;
    if (reply.type === 'violation') {
      checks.violated(reply);
      return;
    }
    this.#members = reply.members;
    for (const [kind, count] of reply.tally) tally.add(kind, count);
    for (const [invariant, count] of reply.checked) checked.add(invariant, count);
    this.#done?.();
  }
}
