import { DeadlockError } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';
import { UnhandledErrors } from '../support/unhandled.js';

const unhandled = new UnhandledErrors();

/** Workers that call others, several at the same time, and answer when their gate opens. */
function peers(names: readonly string[]) {
  const gates = new Map(names.map((name) => [name, new Gate()]));
  class Peer {
    #name = '';
    onStart(name: string): void {
      this.#name = name;
    }
    /** Begins when its gate opens. */
    async ask(others: readonly string[]): Promise<void> {
      await gates.get(this.#name)?.opened;
      await Promise.all(others.map((other) => workers.via(other).call.ping()));
    }
    ping(): void {}
  }
  const { workers } = supervise(Peer);
  return { workers, open: (name: string) => gates.get(name)?.open() };
}

it('finds the ring through either of two that a worker asks at the same time', async () => {
  const { workers, open } = peers(['a', 'b', 'c']);
  for (const name of ['a', 'b', 'c']) await workers.start(name);
  const c = workers.via('c').call.ask([]);
  const b = rejection<DeadlockError>(workers.via('b').call.ask(['a']));
  const a = workers.via('a').call.ask(['b', 'c']);
  open('a');
  await turn();
  open('b');
  expect((await b).ring).toEqual(["Peer 'b'", "Peer 'a'", "Peer 'b'"]);
  open('c');
  await Promise.all([a, c]);
});

it('names the shortest ring', async () => {
  const { workers, open } = peers(['a', 'b', 'c', 'd']);
  for (const name of ['a', 'b', 'c', 'd']) await workers.start(name);
  const d = rejection<DeadlockError>(workers.via('d').call.ask(['a']));
  const c = workers.via('c').call.ask(['d']);
  const b = workers.via('b').call.ask(['c']);
  const a = workers.via('a').call.ask(['b', 'c']);
  for (const name of ['c', 'b', 'a', 'd']) {
    open(name);
    await turn();
  }
  expect((await d).ring).toEqual(["Peer 'd'", "Peer 'a'", "Peer 'c'", "Peer 'd'"]);
  await Promise.all([a, b, c]);
});

it('remembers no start that it has waited for', async () => {
  const gate = new Gate();
  class Parent {
    async adopt(name: string): Promise<void> {
      await workers.getOrStart(name);
      await gate.opened;
    }
    async ask(name: string): Promise<string> {
      return workers.via(name).call.answer();
    }
    async onStart(_name: string): Promise<void> {
      await turn();
    }
    answer(): string {
      return 'answer';
    }
  }
  const { workers } = supervise(Parent);
  await workers.start('a');
  const adopting = workers.via('a').call.adopt('b');
  await turn();
  await turn();
  const asking = workers.via('b').call.ask('a');
  gate.open();
  await adopting;
  expect(await asking).toBe('answer');
});

it('is no error of nobody when a restart that asks for itself is given up', async () => {
  let restarts = 0;
  class Selfish {
    async onStart(name: string): Promise<void> {
      if (restarts++ > 0) await workers.getOrStart(name);
    }
    crash(): never {
      throw new Error('crash');
    }
  }
  const { workers, clock, events } = supervise(Selfish, { maxRestarts: 1 });
  const ref = await workers.start('a');
  ref.cast.crash();
  await clock.advanceAsync(100);
  await turn();
  expect(events.slice(-3)).toMatchObject([
    { type: 'crashed', method: 'onStart', error: expect.any(DeadlockError) },
    { type: 'gaveUp' },
    { type: 'stopped' },
  ]);
  expect(await unhandled.take()).toEqual([]);
});

it('a worker that stops another one waits until that has ended', async () => {
  const gate = new Gate();
  class Killer {
    async kill(name: string): Promise<string> {
      await workers.stop(name);
      return victim.status;
    }
    async onStop(): Promise<void> {
      await gate.opened;
    }
  }
  const { workers } = supervise(Killer);
  const killer = await workers.start('a');
  const victim = await workers.start('b');
  const killed = killer.call.kill('b');
  await turn();
  gate.open();
  expect(await killed).toBe('stopped');
});

it('a worker can close its supervisor, which does not wait for it then', async () => {
  class Last {
    async closeAll(): Promise<string> {
      await workers.close();
      return other.status;
    }
  }
  const { workers } = supervise(Last);
  const last = await workers.start('a');
  const other = await workers.start('b');
  expect(await last.call.closeAll()).toBe('stopped');
  await turn();
  expect([last.status, workers.count()]).toEqual(['stopped', 0]);
});
