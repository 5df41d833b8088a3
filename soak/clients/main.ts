/** The process of the clients: told by the soak what to do, it says what it did and what it saw. */
import { setMaxListeners } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { inspect } from 'node:util';
import { Checks } from '../checks.js';
import { ROOMS, type RoomState } from '../model/rooms.js';
import { Random } from '../random.js';
import { Tally } from '../tally.js';
import { LISTENERS, VISITORS, type Command, type Reply } from './commands.js';
import { Listener } from './listener.js';
import { Visitor } from './visitor.js';

const tally = new Tally();
const checked = new Tally();
const checks = new Checks(checked, ({ invariant, expected, seen, where }) => {
  say({ type: 'violation', invariant, expected: inspect(expected), seen: inspect(seen), where });
});

/** Who listens now: one for each place. */
const listeners = new Map<number, Listener>();
let visitors: Visitor[] = [];
let loading: Promise<unknown> = Promise.resolve();
let paused = new AbortController();

process.on('message', (command: Command) => {
  void perform(command).then(
    () => {
      const members = [...listeners.values()].map(({ member }) => member);
      say({ type: 'done', members, tally: [...tally.counts], checked: [...checked.counts] });
      tally.counts.clear();
      checked.counts.clear();
    },
    (error: unknown) => {
      checks.violated({
        invariant: 'clients are served',
        expected: 'no error',
        seen: error,
        where: command.type,
      });
    },
  );
});

/** Also in the middle of it, when something was violated elsewhere. */
process.on('disconnect', () => process.exit());

function say(reply: Reply): void {
  // Who hears no more has ended, and so will this process.
  process.send!(reply, undefined, undefined, () => undefined);
}

async function perform(command: Command): Promise<void> {
  switch (command.type) {
    case 'load':
      load(command.port, command.seed, command.phase);
      return;
    case 'pause':
      paused.abort();
      await loading;
      return;
    case 'catch up':
      await catchUp(command.rooms);
      return;
    case 'expect the end':
      for (const listener of listeners.values()) listener.expectTheEnd();
      return;
    case 'leave':
      for (const visitor of visitors) visitor.close();
      await Promise.all([...listeners.values()].map((listener) => listener.leave()));
      listeners.clear();
  }
}

function load(port: number, seed: number, phase: number): void {
  paused = new AbortController();
  const { signal } = paused;
  setMaxListeners(LISTENERS + 1, signal);
  visitors = Array.from({ length: VISITORS }, (_, at) => {
    const name = `visitor-${phase}-${at}`;
    return new Visitor({ port, name, random: Random.of(seed, name), checks, tally });
  });
  loading = Promise.all([
    ...visitors.map((visitor) => ask(visitor, signal)),
    ...Array.from({ length: LISTENERS }, (_, at) =>
      listen(port, at, Random.of(seed, `listener-${phase}-${at}`), signal),
    ),
  ]);
}

async function ask(visitor: Visitor, signal: AbortSignal): Promise<void> {
  try {
    while (!signal.aborted) await visitor.visit();
  } catch (error) {
    checks.violated({
      invariant: 'clients are served',
      expected: 'no error',
      seen: error,
      where: 'a visitor',
    });
  }
}

/** Comes, listens for a while, goes, and comes again; once paused it stays. */
async function listen(
  port: number,
  at: number,
  random: Random,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await listeners.get(at)?.leave();
    tally.add('SSE: connect');
    const member = `listener-${at}-${random.below(2 ** 31)}`;
    const listener = new Listener(port, random.pick(ROOMS), member, checks, (type) => {
      tally.add(`SSE: ${type} heard`);
    });
    listeners.set(at, listener);
    await delay(random.between(1, 1_500), undefined, { signal }).catch(() => undefined);
  }
}

async function catchUp(rooms: Readonly<Record<string, RoomState>>): Promise<void> {
  await Promise.all(
    [...listeners.values()].map((listener) => listener.catchUp(rooms[listener.room]!)),
  );
}
