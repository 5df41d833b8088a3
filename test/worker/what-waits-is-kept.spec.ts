import { type SupervisorEvent } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Writes down which messages began, and ends a slow one when its gate opens. */
function slow() {
  const begun: string[] = [];
  const gates = new Map<string, Gate>();
  const gate = (name: string): Gate => {
    const made = gates.get(name) ?? new Gate();
    gates.set(name, made);
    return made;
  };
  class Slow {
    async run(name: string): Promise<string> {
      begun.push(name);
      await gate(name).opened;
      return name;
    }
    async runAndFail(name: string): Promise<never> {
      await this.run(name);
      throw new Error(name);
    }
    crash(): never {
      throw new Error('crash');
    }
    ping(): string {
      return 'pong';
    }
  }
  return { Slow, begun, gate };
}

it('goes on with what waits when nobody waits for the running call any more', async () => {
  const { Slow, begun, gate } = slow();
  const { workers, clock } = supervise(Slow);
  const { call, cast } = await workers.start('a');
  const running = rejection(call.run('running'));
  cast.run('waiting');
  clock.advance(5_000);
  expect(await running).toMatchObject({ name: 'CallTimeoutError', begun: true });
  gate('running').open();
  await turn();
  expect(begun).toEqual(['running', 'waiting']);
});

it('tells of a call whose time is up that it has begun, also where it had waited before', async () => {
  const { Slow, begun, gate } = slow();
  const { workers, clock } = supervise(Slow);
  const { call, cast } = await workers.start('a');
  cast.run('first');
  const second = rejection(call.run('second'));
  cast.run('third');
  gate('first').open();
  await turn();
  clock.advance(5_000);
  expect(await second).toMatchObject({ name: 'CallTimeoutError', begun: true });
  gate('second').open();
  await turn();
  expect(begun).toEqual(['first', 'second', 'third']);
});

it('handles every message for a free worker at once, however many there have been', async () => {
  const { Slow, begun, gate } = slow();
  gate('quick').open();
  const { workers } = supervise(Slow);
  const { cast } = await workers.start('a');
  for (let n = 1; n <= 100; n++) {
    cast.run('quick');
    expect(begun).toHaveLength(n);
    await turn();
  }
});

it('keeps a call that is made while its worker has just crashed for the next start', async () => {
  const { Slow } = slow();
  const { workers, clock, events } = supervise(Slow);
  const ref = await workers.start('a');
  const asked: Promise<string>[] = [];
  workers.events.subscribe(({ type }: SupervisorEvent) => {
    if (type === 'crashed') asked.push(ref.call.ping());
  });
  ref.cast.crash();
  clock.advance(100);
  expect(await Promise.all(asked)).toEqual(['pong']);
  expect(events.map(({ type }) => type)).toEqual(['started', 'crashed', 'started']);
});

it('handles one message at a time, also of those that crashOn sends', async () => {
  const { Slow, begun, gate } = slow();
  const { workers } = supervise(Slow, {
    crashOn: () => {
      ref.cast.run('first');
      ref.cast.run('second');
      return false;
    },
  });
  const ref = await workers.start('a');
  await rejection(ref.call.crash());
  await turn();
  expect(begun).toEqual(['first']);
  gate('first').open();
  await turn();
  expect(begun).toEqual(['first', 'second']);
});

it('is not handled before its turn when what was given up as lost ends after the restart', async () => {
  const { Slow, begun, gate } = slow();
  const stopped = new Gate();
  class Sticky extends Slow {
    onStop(): Promise<void> {
      return stopped.opened;
    }
  }
  const { workers, clock } = supervise(Sticky, { shutdownTimeout: 10 });
  const ref = await workers.start('a');
  ref.cast.crash();
  clock.advance(10);
  clock.advance(100);
  ref.cast.run('first');
  stopped.open();
  await turn();
  ref.cast.run('second');
  await turn();
  expect([ref.status, begun]).toEqual(['running', ['first']]);
  gate('first').open();
  await turn();
  expect(begun).toEqual(['first', 'second']);
});

it.each(['run', 'runAndFail'] as const)(
  'a call that was aborted and ends later leaves the time of others alone: %s',
  async (method) => {
    const { Slow, gate } = slow();
    const { workers, clock } = supervise(Slow);
    const [ann, bob] = [await workers.start('ann'), await workers.start('bob')];
    const controller = new AbortController();
    const aborted = ann.with({ signal: controller.signal }).call[method]('ann');
    const other = rejection(bob.call.run('bob'));
    controller.abort(new Error('enough'));
    await expect(aborted).rejects.toThrow('enough');
    gate('ann').open();
    await turn();
    clock.advance(5_000);
    expect(await other).toMatchObject({ name: 'CallTimeoutError' });
    expect(clock.pending).toBe(0);
  },
);

it('leaves what waits alone when a signal tells again that it has aborted, while it is let go of', async () => {
  const { Slow, begun, gate } = slow();
  const { workers } = supervise(Slow);
  const ref = await workers.start('a');
  let abort: () => void = () => undefined;
  const signal = Object.assign(new AbortController().signal, {
    addEventListener: (_type: string, listener: () => void) => (abort = listener),
    removeEventListener: () => {
      abort();
    },
  });
  ref.cast.run('first');
  const aborted = ref
    .with({ signal })
    .call.run('never')
    .catch(() => 'aborted');
  ref.cast.run('second');
  abort();
  expect(await aborted).toBe('aborted');
  gate('first').open();
  await turn();
  expect(begun).toEqual(['first', 'second']);
});
