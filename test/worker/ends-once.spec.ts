import { Registry, WorkerSupervisor, type SupervisorEvent } from 'nestjs-registry';
import { Gate, supervise, turn } from '../support/supervise.js';

function tidy() {
  const hooks: string[] = [];
  const gates: { start?: Gate; stop?: Gate } = {};
  class Tidy {
    async onStart(_name: string): Promise<void> {
      hooks.push('onStart');
      await gates.start?.opened;
    }
    async onStop(reason: string): Promise<void> {
      hooks.push(`onStop ${reason}`);
      await gates.stop?.opened;
    }
    ping(): string {
      return 'pong';
    }
  }
  return { hooks, gates, Tidy };
}

it.each(['permanent', 'transient'] as const)(
  'a %s worker cleans up when somebody ends its owner',
  async (restart) => {
    const { hooks, Tidy } = tidy();
    const { workers, registry } = supervise(Tidy, { restart });
    await workers.start('a');
    registry.get('a')?.owner.terminate();
    await turn();
    expect(hooks).toEqual([
      'onStart',
      restart === 'permanent' ? 'onStop crashed' : 'onStop terminated',
    ]);
  },
);

it('is restarted when somebody ends its owner, if nothing else was said', async () => {
  const { hooks, Tidy } = tidy();
  const { workers, registry, clock, events } = supervise(Tidy);
  const ref = await workers.start('a');
  registry.get('a')?.owner.terminate();
  expect(events.at(-1)).toMatchObject({ type: 'crashed', method: 'terminate' });
  await clock.advanceAsync(100);
  expect(await ref.call.ping()).toBe('pong');
  expect(hooks).toEqual(['onStart', 'onStop crashed', 'onStart']);
});

it('stops once, for the first reason, however often and by whom it is stopped', async () => {
  const { hooks, gates, Tidy } = tidy();
  const { workers, registry, events } = supervise(Tidy, { restart: 'transient' });
  await workers.start('a');
  const gate = (gates.stop = new Gate());
  registry.get('a')?.owner.terminate();
  const stopping = [workers.stop('a'), workers.stop('a'), workers.close()];
  await turn();
  gate.open();
  await Promise.all(stopping);
  expect(hooks).toEqual(['onStart', 'onStop terminated']);
  expect(events.slice(1)).toMatchObject([
    { type: 'stopped', reason: 'terminated', completed: true },
  ]);
});

it('ends for the first reason when who hears of the end of its owner ends that again', async () => {
  const { Tidy } = tidy();
  const { workers, registry, events } = supervise(Tidy, { restart: 'transient' });
  await workers.start('a');
  const { owner } = registry.get('a')!;
  registry.changes({ type: 'unregistered' }).subscribe(() => {
    owner.terminate(new Error('again'));
  });
  owner.terminate();
  await turn();
  expect(events.slice(1)).toMatchObject([{ type: 'stopped', reason: 'terminated' }]);
});

it('whoever asks for a worker between restarts gets it when one succeeds', async () => {
  let failures = 0;
  class Fragile {
    onStart(_name: string): void {
      if (failures-- > 0) throw new Error('not yet');
    }
    crash(): never {
      throw new Error('crash');
    }
  }
  const { workers, clock, events } = supervise(Fragile);
  const ref = await workers.start('a');
  failures = 1;
  ref.cast.crash();
  const asked = workers.getOrStart('a');
  await clock.advanceAsync(100);
  expect(ref.status).toBe('restarting');
  expect(events.at(-1)).toMatchObject({ type: 'crashed', method: 'onStart' });
  await clock.advanceAsync(200);
  expect((await asked).status).toBe('running');
});

it('an asynchronous disposal waits until all have stopped', async () => {
  const { hooks, Tidy } = tidy();
  const { workers } = supervise(Tidy);
  await workers.start('a');
  await workers[Symbol.asyncDispose]();
  expect(hooks).toEqual(['onStart', 'onStop shutdown']);
});

describe('of the machine’s own clock', () => {
  /** Those that keep the process alive. */
  const timers = () => process.getActiveResourcesInfo().filter((each) => each === 'Timeout').length;

  it('no timer is asked for what may take for ever', async () => {
    const { gates, Tidy } = tidy();
    const registry = new Registry({ name: 'workers', keys: 'unique' });
    const workers = new WorkerSupervisor(Tidy, {
      registry,
      key: (name) => name,
      create: () => new Tidy(),
      callTimeout: Infinity,
      shutdownTimeout: Infinity,
    });
    const events: SupervisorEvent[] = [];
    workers.events.subscribe((event) => events.push(event));
    const before = timers();
    const gate = (gates.start = new Gate());
    const starting = workers.start('a');
    const call = workers.via('a').call.ping();
    const stopGate = (gates.stop = new Gate());
    expect(timers()).toBe(before);
    gate.open();
    await starting;
    expect(await call).toBe('pong');
    const stopping = workers.stop('a');
    await turn();
    expect(timers()).toBe(before);
    stopGate.open();
    await stopping;
    expect(events.at(-1)).toMatchObject({ type: 'stopped', completed: true });
  });
});
