import { DeadlockError, type WorkerRef } from 'nestjs-registry';
import { rejection } from '../support/caught.js';
import { Gate, supervise, turn } from '../support/supervise.js';

/** Workers that call each other as they are told. */
function members() {
  const gate = new Gate();
  class Member {
    async pass(names: readonly string[]): Promise<string[]> {
      const [next, ...rest] = names;
      if (next === undefined) return ['end'];
      return [next, ...(await workers.via(next).call.pass(rest))];
    }
    forget(names: readonly string[]): void {
      void this.pass(names).catch((error: unknown) => errors.push(error));
    }
    async passAfterGate(names: readonly string[]): Promise<string[]> {
      await gate.opened;
      return this.pass(names);
    }
    later(names: readonly string[]): Promise<void> {
      const done = new Promise<string[]>((resolve, reject) => {
        setImmediate(() => {
          this.pass(names).then(resolve, reject);
        });
      });
      results.push(done);
      return Promise.resolve();
    }
    start(name: string): Promise<WorkerRef<Member>> {
      return workers.getOrStart(name);
    }
    async passThenWait(names: readonly string[]): Promise<string[]> {
      const passed = await this.pass(names);
      await gate.opened;
      return passed;
    }
    ping(): string {
      return 'pong';
    }
  }
  const errors: unknown[] = [];
  const results: Promise<string[]>[] = [];
  const { workers, clock } = supervise(Member);
  return { workers, gate, clock, errors, results };
}

it('refuses a worker that calls itself', async () => {
  const { workers } = members();
  const { call } = await workers.start('a');
  const error = await rejection<DeadlockError>(call.pass(['a']));
  expect(error).toBeInstanceOf(DeadlockError);
  expect(error.ring).toEqual(["Member 'a'", "Member 'a'"]);
  expect(await call.ping()).toBe('pong');
});

it('names the ring of a call that comes back through others', async () => {
  const { workers } = members();
  for (const name of ['a', 'b', 'c']) await workers.start(name);
  const error = await rejection<DeadlockError>(workers.via('a').call.pass(['b', 'c', 'a']));
  expect(error.ring).toEqual(["Member 'c'", "Member 'a'", "Member 'b'", "Member 'c'"]);
  expect(error.message).toContain("Member 'a' → Member 'b'");
});

it('lets calls to other workers nest', async () => {
  const { workers } = members();
  for (const name of ['a', 'b', 'c']) await workers.start(name);
  expect(await workers.via('a').call.pass(['b', 'c'])).toEqual(['b', 'c', 'end']);
});

it('refuses the call that closes a ring of independent calls, and only that one', async () => {
  const { workers, gate } = members();
  for (const name of ['a', 'b']) await workers.start(name);
  const one = workers.via('a').call.passAfterGate(['b']);
  const other = workers.via('b').call.passAfterGate(['a']);
  gate.open();
  const outcomes = await Promise.allSettled([one, other]);
  const reasons = outcomes.map((each) => (each.status === 'rejected' ? each.reason : each.value));
  expect(reasons.filter((reason) => reason instanceof DeadlockError)).toHaveLength(1);
  expect(reasons).toContainEqual(['b', 'end']);
});

it('lets two callers of one busy worker wait', async () => {
  const { workers, gate } = members();
  for (const name of ['a', 'b', 'c']) await workers.start(name);
  const busy = workers.via('c').call.passAfterGate([]);
  const waiting = [workers.via('a').call.pass(['c']), workers.via('b').call.pass(['c'])];
  gate.open();
  expect(await Promise.all([busy, ...waiting])).toEqual([['end'], ['c', 'end'], ['c', 'end']]);
});

it('refuses a ring that is not awaited while the message runs', async () => {
  const { workers, errors } = members();
  await workers.start('a');
  await workers.via('a').call.forget(['a']);
  await turn();
  expect(errors).toEqual([expect.any(DeadlockError)]);
});

it('takes a timer that fires after the message for no re-entry', async () => {
  const { workers, results } = members();
  for (const name of ['a', 'b']) await workers.start(name);
  await workers.via('a').call.later(['a']);
  await workers.via('b').call.later(['a', 'b']);
  await turn();
  expect(await Promise.all(results)).toEqual([
    ['a', 'end'],
    ['a', 'b', 'end'],
  ]);
});

it('takes what an ended message started for no re-entry, also while the worker is busy', async () => {
  const { workers, gate, results } = members();
  await workers.start('a');
  const { call } = workers.via('a');
  await call.later(['a']);
  const busy = call.passAfterGate([]);
  await turn();
  gate.open();
  await busy;
  expect(await Promise.all(results)).toEqual([['a', 'end']]);
});

it('remembers no call that has been answered', async () => {
  const { workers, gate } = members();
  for (const name of ['a', 'b']) await workers.start(name);
  const busy = workers.via('a').call.passThenWait(['b']);
  await turn();
  const back = workers.via('b').call.pass(['a']);
  gate.open();
  expect(await Promise.all([busy, back])).toEqual([
    ['b', 'end'],
    ['a', 'end'],
  ]);
});

it('lets a worker cast to itself', async () => {
  const heard: string[] = [];
  class Loner {
    begin(): void {
      workers.via('a').cast.next();
      heard.push('begun');
    }
    next(): void {
      heard.push('next');
    }
  }
  const { workers } = supervise(Loner);
  const { call } = await workers.start('a');
  await call.begin();
  expect(heard).toEqual(['begun', 'next']);
});

it('lets a worker that was cast to call the sender, when that is free', async () => {
  class Peer {
    async tell(name: string): Promise<void> {
      workers.via(name).cast.ask('a');
      await turn();
    }
    async ask(name: string): Promise<void> {
      answers.push(await workers.via(name).call.answer());
    }
    answer(): string {
      return 'answer';
    }
  }
  const answers: string[] = [];
  const { workers } = supervise(Peer);
  for (const name of ['a', 'b']) await workers.start(name);
  await workers.via('a').call.tell('b');
  await turn();
  expect(answers).toEqual(['answer']);
});

it('refuses rings through workers of different classes', async () => {
  class Room {
    async enter(user: string): Promise<void> {
      await users.workers.via(user).call.welcome('room');
    }
  }
  class User {
    async welcome(room: string): Promise<void> {
      await rooms.workers.via(room).call.enter('user');
    }
  }
  const rooms = supervise(Room);
  const users = supervise(User);
  await rooms.workers.start('room');
  await users.workers.start('user');
  const error = await rejection<DeadlockError>(rooms.workers.via('room').call.enter('user'));
  expect(error.ring).toEqual(["User 'user'", "Room 'room'", "User 'user'"]);
});

describe('while it starts', () => {
  it('refuses a worker that calls itself, or asks for itself', async () => {
    class Eager {
      async onStart(name: string, how: string): Promise<void> {
        if (how === 'call') await workers.via(name).call.ping();
        else await workers.getOrStart(name, how);
      }
      ping(): void {}
    }
    const { workers } = supervise(Eager);
    await expect(workers.start('a', 'call')).rejects.toThrow(DeadlockError);
    await expect(workers.start('a', 'getOrStart')).rejects.toThrow(DeadlockError);
    expect(workers.count()).toBe(0);
  });

  it('refuses two that ask for each other', async () => {
    class Twin {
      async onStart(_name: string, other: string): Promise<void> {
        await turn();
        await workers.getOrStart(other, _name);
      }
    }
    const { workers } = supervise(Twin);
    const outcomes = await Promise.allSettled([workers.start('a', 'b'), workers.start('b', 'a')]);
    expect(outcomes.map(({ status }) => status)).toContain('rejected');
    expect(outcomes[0]).toMatchObject({ reason: expect.any(DeadlockError) });
  });

  it('refuses to call whoever waits for the start', async () => {
    class Parent {
      async adopt(name: string): Promise<void> {
        await children.workers.getOrStart(name);
      }
      ping(): void {}
    }
    class Child {
      async onStart(_name: string): Promise<void> {
        await parents.workers.via('parent').call.ping();
      }
    }
    const parents = supervise(Parent);
    const children = supervise(Child);
    const { call } = await parents.workers.start('parent');
    await expect(call.adopt('child')).rejects.toThrow(DeadlockError);
  });
});

it('gives no message the ended ones before it to keep', async () => {
  const { workers } = members();
  await workers.start('a');
  expect(
    await workers
      .via('a')
      .call.start('b')
      .then((ref) => ref.key),
  ).toBe('b');
  expect(await workers.via('b').call.pass(['a'])).toEqual(['a', 'end']);
});
