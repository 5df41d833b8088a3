import { AsyncLocalStorage } from 'node:async_hooks';
import {
  CallTimeoutError,
  InvalidOptionError,
  MailboxFullError,
  WorkerNotFoundError,
  WorkerTerminatedError,
} from 'nestjs-registry';
import { caught, rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Writes down what it does. */
class Scribe {
  static gates = new Map<string, Gate>();
  static gate(name: string): Gate {
    const gate = new Gate();
    Scribe.gates.set(name, gate);
    return gate;
  }

  readonly #lines: string[] = [];

  write(line: string): string[] {
    this.#lines.push(line);
    return [...this.#lines];
  }

  async slowly(name: string): Promise<string> {
    this.#lines.push(`begin ${name}`);
    await Scribe.gates.get(name)?.opened;
    this.#lines.push(`end ${name}`);
    return name;
  }

  fail(message: string): never {
    throw new RangeError(message);
  }

  async failLater(message: string): Promise<never> {
    await Scribe.gates.get('fail')?.opened;
    throw new RangeError(message);
  }
}

beforeEach(() => {
  Scribe.gates.clear();
});

it('replies with what the method returns, also later', async () => {
  const { workers } = supervise(Scribe);
  const { call } = await workers.start('ann');
  expect(await call.write('x')).toEqual(['x']);
  expect(await call.slowly('y')).toBe('y');
});

it('passes an error on to the caller, and the worker lives on with its state', async () => {
  const { workers, log } = supervise(Scribe);
  const { call } = await workers.start('ann');
  await call.write('before');
  await expect(call.fail('sync')).rejects.toThrow(RangeError);
  await expect(call.failLater('async')).rejects.toThrow('async');
  expect(await call.write('after')).toEqual(['before', 'after']);
  expect(log()).toEqual(['started ann']);
});

it('goes on with what waits after one that has thrown at once', async () => {
  const gate = Scribe.gate('held');
  const { workers } = supervise(Scribe);
  const { call } = await workers.start('a');
  const held = call.slowly('held');
  const failing = rejection(call.fail('no'));
  const after = call.write('after');
  gate.open();
  expect(await held).toBe('held');
  expect((await failing).message).toBe('no');
  expect(await after).toEqual(['begin held', 'end held', 'after']);
});

it('handles a message for a free worker at once', async () => {
  const { workers } = supervise(Scribe);
  const ref = await workers.start('ann');
  const heard: string[] = [];
  void ref.call.write('x').then(() => heard.push('replied'));
  heard.push('sent');
  await turn();
  expect(heard).toEqual(['sent', 'replied']);
});

it('handles one message at a time, those of one sender in order', async () => {
  const [first, second] = [Scribe.gate('first'), Scribe.gate('second')];
  const { workers } = supervise(Scribe);
  const { call, cast } = await workers.start('ann');
  void call.slowly('first');
  cast.write('between');
  void call.slowly('second');
  const last = call.write('last');
  second.open();
  await turn();
  first.open();
  expect(await last).toEqual([
    'begin first',
    'end first',
    'between',
    'begin second',
    'end second',
    'last',
  ]);
});

it('lets different workers run at the same time', async () => {
  Scribe.gate('never');
  const { workers } = supervise(Scribe);
  void (await workers.start('ann')).call.slowly('never');
  expect(await (await workers.start('bob')).call.write('x')).toEqual(['x']);
});

it('lets what a worker starts without awaiting run beside its messages', async () => {
  const gate = new Gate();
  const lines: string[] = [];
  class Careless {
    begin(): void {
      void gate.opened.then(() => lines.push('left behind'));
    }
    async next(): Promise<void> {
      lines.push('begin');
      await turn();
      lines.push('end');
    }
  }
  const { workers } = supervise(Careless);
  const { call } = await workers.start('ann');
  await call.begin();
  const next = call.next();
  gate.open();
  await next;
  expect(lines).toEqual(['begin', 'left behind', 'end']);
});

it('rejects a call to a name that nobody has, and throws for a cast', async () => {
  const { workers } = supervise(Scribe);
  const ann = workers.via('ann');
  expect(ann.status).toBe('stopped');
  await expect(ann.call.write('x')).rejects.toThrow(WorkerNotFoundError);
  expect(() => {
    ann.cast.write('x');
  }).toThrow(WorkerNotFoundError);
});

it('reaches by name whoever has it at that moment', async () => {
  const { workers } = supervise(Scribe);
  const ann = workers.via('ann');
  await workers.start('ann');
  expect(await ann.call.write('first')).toEqual(['first']);
  await workers.stop('ann');
  await workers.start('ann');
  expect(await ann.call.write('second')).toEqual(['second']);
});

describe('a call that takes too long', () => {
  it('rejects after the timeout, and its late reply is dropped', async () => {
    const gate = Scribe.gate('slow');
    const { workers, clock } = supervise(Scribe, { callTimeout: 100 });
    const { call } = await workers.start('ann');
    const slow = rejection<CallTimeoutError>(call.slowly('slow'));
    clock.advance(99);
    await turn();
    clock.advance(1);
    expect(await slow).toMatchObject({ name: 'CallTimeoutError', begun: true });
    gate.open();
    expect(await call.write('next')).toEqual(['begin slow', 'end slow', 'next']);
  });

  it('hears nothing of a late error either, and the worker lives on', async () => {
    const gate = Scribe.gate('fail');
    const { workers, clock, log } = supervise(Scribe);
    const { call } = await workers.start('ann');
    const slow = rejection<Error>(call.failLater('late'));
    clock.advance(5_000);
    expect(await slow).toBeInstanceOf(CallTimeoutError);
    gate.open();
    await turn();
    expect(log()).toEqual(['started ann']);
  });

  it('is never begun when its time is up before its turn', async () => {
    const gate = Scribe.gate('slow');
    const { workers, clock } = supervise(Scribe, { callTimeout: Infinity });
    const ref = await workers.start('ann');
    const slow = ref.call.slowly('slow');
    const waiting = rejection<CallTimeoutError>(ref.with({ timeout: 10 }).call.write('too late'));
    clock.advance(10);
    expect(await waiting).toMatchObject({ begun: false });
    gate.open();
    await slow;
    expect(await ref.call.write('next')).toEqual(['begin slow', 'end slow', 'next']);
  });

  it('has the timeout of its own that the ref was given', async () => {
    Scribe.gate('never');
    const { workers, clock } = supervise(Scribe);
    const ref = await workers.start('ann');
    const short = rejection<Error>(ref.with({ timeout: 10 }).call.slowly('never'));
    const long = ref.call.write('x');
    const state = { long: 'waiting' };
    void long.catch(() => (state.long = 'rejected'));
    clock.advance(10);
    expect(await short).toBeInstanceOf(CallTimeoutError);
    clock.advance(4_989);
    await turn();
    expect(state.long).toBe('waiting');
    clock.advance(1);
    await turn();
    expect(state.long).toBe('rejected');
  });

  it('leaves no timer behind', async () => {
    const gate = Scribe.gate('slow');
    const { workers, clock } = supervise(Scribe);
    const { call } = await workers.start('ann');
    const slow = call.slowly('slow');
    expect(clock.pending).toBe(1);
    gate.open();
    await slow;
    await turn();
    expect(clock.pending).toBe(0);
  });

  it('needs one timer, however many wait', async () => {
    Scribe.gate('never');
    const { workers, clock } = supervise(Scribe);
    const { call } = await workers.start('ann');
    const calls = Array.from({ length: 100 }, () => rejection<Error>(call.slowly('never')));
    expect(clock.pending).toBe(1);
    clock.advance(5_000);
    const errors = await Promise.all(calls);
    expect(errors.every((error) => error instanceof CallTimeoutError)).toBe(true);
  });
});

describe('a call with a signal', () => {
  it('is not sent when the signal has aborted already', async () => {
    const { workers } = supervise(Scribe);
    const ref = await workers.start('ann');
    const aborted = ref.with({ signal: AbortSignal.abort('enough') }).call.write('x');
    expect(await rejection<unknown>(aborted)).toBe('enough');
    expect(await ref.call.write('y')).toEqual(['y']);
  });

  it('rejects when it aborts, and is not begun any more', async () => {
    const gate = Scribe.gate('slow');
    const { workers } = supervise(Scribe);
    const ref = await workers.start('ann');
    const controller = new AbortController();
    void ref.call.slowly('slow');
    const waiting = rejection<unknown>(ref.with({ signal: controller.signal }).call.write('x'));
    controller.abort('enough');
    expect(await waiting).toBe('enough');
    gate.open();
    expect(await ref.call.write('y')).toEqual(['begin slow', 'end slow', 'y']);
  });

  it('leaves no listener on a signal that lives longer', async () => {
    const gate = Scribe.gate('slow');
    const { workers } = supervise(Scribe);
    const ref = await workers.start('ann');
    const { signal } = new AbortController();
    let listeners = 0;
    const add = signal.addEventListener.bind(signal);
    const remove = signal.removeEventListener.bind(signal);
    signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
    signal.removeEventListener = (...args: Parameters<typeof remove>) => (
      listeners--,
      remove(...args)
    );
    const slow = ref.with({ signal }).call.slowly('slow');
    expect(listeners).toBe(1);
    gate.open();
    await slow;
    expect(listeners).toBe(0);
  });
});

it('refuses wrong options of a call', async () => {
  const { workers } = supervise(Scribe);
  const ann = workers.via('ann');
  expect(() => ann.with({ timeout: -1 })).toThrow(InvalidOptionError);
  expect(() => ann.with({ timeuot: 1 } as object)).toThrow(InvalidOptionError);
});

it('refuses messages beyond mailboxLimit, and counts what was given up no more', async () => {
  const gate = Scribe.gate('slow');
  const { workers, clock } = supervise(Scribe, { mailboxLimit: 2 });
  const ref = await workers.start('ann');
  const slow = ref.with({ timeout: Infinity }).call.slowly('slow');
  const first = rejection<Error>(ref.with({ timeout: 10 }).call.write('first'));
  ref.cast.write('second');
  await expect(ref.call.write('third')).rejects.toThrow(MailboxFullError);
  expect(
    caught(() => {
      ref.cast.write('third');
    }),
  ).toBeInstanceOf(MailboxFullError);
  clock.advance(10);
  expect(await first).toBeInstanceOf(CallTimeoutError);
  const fourth = ref.call.write('fourth');
  gate.open();
  await slow;
  expect(await fourth).toEqual(['begin slow', 'end slow', 'second', 'fourth']);
});

it("shows the caller's AsyncLocalStorage inside, at once and after waiting", async () => {
  const users = new AsyncLocalStorage<string>();
  class Who {
    who(): string | undefined {
      return users.getStore();
    }
    async later(): Promise<string | undefined> {
      await turn();
      return users.getStore();
    }
  }
  const { workers } = supervise(Who);
  const { call, cast } = await workers.start('ann');
  const ask = (user: string): Promise<string | undefined>[] =>
    users.run(user, () => [call.later(), call.who(), call.later(), call.who()]);
  cast.later();
  const [ann, bob] = [ask('ann'), ask('bob')];
  expect(await Promise.all(ann)).toEqual(['ann', 'ann', 'ann', 'ann']);
  expect(await Promise.all(bob)).toEqual(['bob', 'bob', 'bob', 'bob']);
});

it('awaits whatever can be awaited', async () => {
  class Odd {
    thenable(): PromiseLike<number> {
      return Promise.resolve(1);
    }
    // oxlint-disable-next-line unicorn/no-thenable
    broken(): object {
      return {
        get then(): never {
          throw new RangeError('then');
        },
      };
    }
  }
  const { workers } = supervise(Odd);
  const { call } = await workers.start('ann');
  expect(await call.thenable()).toBe(1);
  await expect(call.broken()).rejects.toThrow(RangeError);
  expect(await call.thenable()).toBe(1);
});

it('gives the event loop a turn while a worker keeps itself busy', async () => {
  let rounds = 0;
  let stop = false;
  class Busy {
    round(): void {
      rounds++;
      if (!stop && rounds < 1_000_000) workers.via('ann').cast.round();
    }
  }
  const { workers } = supervise(Busy);
  const ref = await workers.start('ann');
  ref.cast.round();
  await new Promise((resolve) => setImmediate(resolve));
  stop = true;
  expect(rounds).toBeLessThan(10_000);
  expect(rounds).toBeGreaterThan(1);
});

it('passes a token through 20,000 workers without a deep stack', async () => {
  const COUNT = 20_000;
  const done = new Gate();
  let passed = 0;
  class Link {
    #id = 0;
    onStart(id: number): void {
      this.#id = id;
    }
    pass(): void {
      passed++;
      if (this.#id + 1 < COUNT) workers.via(this.#id + 1).cast.pass();
      else done.open();
    }
  }
  const { workers } = supervise(Link, { key: (id) => id });
  await Promise.all(Array.from({ length: COUNT }, (_, id) => workers.start(id)));
  workers.via(0).cast.pass();
  await done.opened;
  expect(passed).toBe(COUNT);
});

it('rejects calls to a worker that has ended', async () => {
  const { workers } = supervise(Scribe);
  const ref = await workers.start('ann');
  await workers.stop('ann');
  expect(ref.status).toBe('stopped');
  await expect(ref.call.write('x')).rejects.toThrow(WorkerTerminatedError);
  expect(() => {
    ref.cast.write('x');
  }).toThrow(WorkerTerminatedError);
});
