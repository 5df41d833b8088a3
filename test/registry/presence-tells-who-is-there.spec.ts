import {
  InvalidKeyError,
  InvalidOptionError,
  Owner,
  pattern,
  Registry,
  type Entry,
  type Key,
} from 'nestjs-registry';
import { LateClock } from '../support/late-clock.js';
import { ManualClock } from '../support/manual-clock.js';
import { Online } from '../support/online.js';

/** Values such as `a1`: the first character says who. */
const by = ({ value }: Entry<string>): string => value[0]!;
const make = () => new Registry<{ value: string }>({ name: 'rooms', keys: 'duplicate' });
const online = (registry: Registry<{ value: string }>, key: Key = 'lobby') =>
  new Online(registry.presence(key, { by }));

describe('presence', () => {
  it('tells first who is there, before subscribe returns', () => {
    const rooms = make();
    for (const value of ['a1', 'b1', 'a2']) rooms.register('lobby', value);
    rooms.register('kitchen', 'c1');
    const { diffs, story } = online(rooms);
    expect(story).toEqual(['+a:a1a2 +b:b1']);
    const [a1, b1, a2] = rooms.lookup('lobby');
    expect(diffs).toEqual([
      {
        joins: [
          { id: 'a', entries: [a1, a2] },
          { id: 'b', entries: [b1] },
        ],
        leaves: [],
      },
    ]);
  });

  it('tells first that nobody is there', () => {
    expect(online(make()).diffs).toEqual([{ joins: [], leaves: [] }]);
  });

  it('tells who comes and who goes', () => {
    const rooms = make();
    const { story } = ((watcher) => {
      const a = rooms.register('lobby', 'a1');
      rooms.register('kitchen', 'b1');
      a.unregister();
      return watcher;
    })(online(rooms));
    expect(story).toEqual(['', '+a:a1', '-a:a1']);
  });

  it('tells of a further connection what was and what is', () => {
    const rooms = make();
    const watcher = online(rooms);
    const first = rooms.register('lobby', 'a1');
    const second = rooms.register('lobby', 'a2');
    first.unregister();
    second.unregister();
    expect(watcher.story).toEqual(['', '+a:a1', '-a:a1 +a:a1a2', '-a:a1a2 +a:a2', '-a:a2']);
  });

  it('tells of an update what was and what is', () => {
    const rooms = make();
    const watcher = online(rooms);
    const a = rooms.register('lobby', 'a1');
    rooms.register('lobby', 'a2');
    a.update(() => 'a3');
    expect(watcher.story.at(-1)).toBe('-a:a1a2 +a:a3a2');
  });

  it('tells of an update to another id who has left what, in order of registration', () => {
    const rooms = make();
    const first = rooms.register('lobby', 'a1');
    for (const value of ['b1', 'a2', 'b2']) rooms.register('lobby', value);
    const watcher = online(rooms);
    first.update(() => 'b3');
    expect(watcher.story.at(-1)).toBe('-a:a1a2 -b:b1b2 +a:a2 +b:b3b1b2');
    first.update(() => 'c1');
    expect(watcher.story.at(-1)).toBe('-b:b3b1b2 +b:b1b2 +c:c1');
    first.update(() => 'd1');
    expect(watcher.story.at(-1)).toBe('-c:c1 +d:d1');
    first.unregister();
    expect(watcher.now).toEqual({ a: ['a2'], b: ['b1', 'b2'] });
  });

  it('groups by owner, under its id, unless told otherwise', () => {
    const rooms = make();
    const [ann, bob] = [new Owner('ann'), new Owner('bob')];
    rooms.register('lobby', 'a1', { owner: ann });
    const watcher = new Online(rooms.presence('lobby'));
    rooms.register('lobby', 'b1', { owner: bob });
    rooms.register('lobby', 'a2', { owner: ann });
    expect(watcher.now).toEqual({ [ann.id]: ['a1', 'a2'], [bob.id]: ['b1'] });
    ann.terminate();
    expect(watcher.now).toEqual({ [bob.id]: ['b1'] });
  });

  it('compares ids by their content, and gives them as they were first', () => {
    const rooms = make();
    const watcher = new Online(
      rooms.presence('lobby', { by: ({ value }) => ['user', { name: value[0] }] }),
    );
    rooms.register('lobby', 'a1');
    rooms.register('lobby', 'a2').unregister();
    const ids = watcher.diffs.flatMap(({ joins, leaves }) => [...joins, ...leaves]);
    expect(ids.length).toBe(5);
    expect(new Set(ids.map(({ id }) => id)).size).toBe(1);
    expect(ids[0]!.id).toEqual(['user', { name: 'a' }]);
    expect(Object.isFrozen(ids[0]!.id)).toBe(true);
  });

  it('tells an entry at a time when an owner of several terminates', () => {
    const rooms = make();
    const owner = new Owner();
    for (const value of ['a1', 'b1', 'a2']) rooms.register('lobby', value, { owner });
    const watcher = online(rooms);
    owner.terminate();
    expect(watcher.story.slice(1)).toEqual(['-a:a1a2 +a:a2', '-b:b1', '-a:a2']);
  });

  it('tells subscribers too, which are entries like any other', () => {
    const rooms = make();
    const watcher = online(rooms);
    rooms.subscribe('lobby', () => undefined, { value: 'a1' }).unsubscribe();
    expect(watcher.story).toEqual(['', '+a:a1', '-a:a1']);
  });

  it('works for unique keys', () => {
    const names = new Registry<{ value: string }>({ keys: 'unique' });
    const owner = new Owner();
    const watcher = online(names, ['user', 7]);
    names.register(['user', 7], 'a1', { owner });
    names.updateValue(owner, ['user', 7], () => 'a2');
    names.unregister(owner, ['user', 7]);
    expect(watcher.story).toEqual(['', '+a:a1', '-a:a1 +a:a2', '-a:a2']);
  });

  it('captures its key', () => {
    const rooms = make();
    const key = ['room', 7];
    const presence = rooms.presence(key, { by });
    key[1] = 8;
    const watcher = new Online(presence);
    rooms.register(['room', 7], 'a1');
    rooms.register(['room', 8], 'b1');
    expect(watcher.story).toEqual(['', '+a:a1']);
  });

  it('tells each observer for itself, from when it came on', () => {
    const rooms = make();
    const presence = rooms.presence('lobby', { by });
    const early = new Online(presence);
    rooms.register('lobby', 'a1');
    const late = new Online(presence);
    rooms.register('lobby', 'b1');
    early.stop();
    rooms.register('lobby', 'c1');
    expect(early.story).toEqual(['', '+a:a1', '+b:b1']);
    expect(late.story).toEqual(['+a:a1', '+b:b1', '+c:c1']);
  });

  it('gives what nobody can change for others', () => {
    const rooms = make();
    const watcher = online(rooms);
    rooms.register('lobby', 'a1');
    const [present] = watcher.diffs[1]!.joins;
    expect(Object.isFrozen(present) && Object.isFrozen(present!.entries)).toBe(true);
  });

  it('can be sent as JSON', () => {
    const rooms = make();
    const owner = new Owner('ann');
    const watcher = online(rooms);
    rooms.register('lobby', 'a1', { owner });
    const entry = { key: 'lobby', owner: { id: owner.id, label: 'ann', alive: true }, value: 'a1' };
    expect(JSON.parse(JSON.stringify(watcher.diffs[1]))).toEqual({
      joins: [{ id: 'a', entries: [entry] }],
      leaves: [],
    });
  });
});

describe('presence of what expires', () => {
  it('tells who has expired, when that is noticed', () => {
    const clock = new ManualClock();
    const rooms = new Registry<{ value: string }>({ keys: 'duplicate', clock });
    const watcher = online(rooms);
    rooms.register('lobby', 'a1', { ttl: 10 });
    rooms.register('lobby', 'a2', { ttl: 20 });
    clock.advance(10);
    expect(watcher.now).toEqual({ a: ['a2'] });
    clock.advance(10);
    expect(watcher.story).toEqual(['', '+a:a1', '-a:a1 +a:a1a2', '-a:a1a2 +a:a2', '-a:a2']);
  });

  it('begins without those whose time is up, and does not tell later that they leave', () => {
    const clock = new LateClock();
    const rooms = new Registry<{ value: string }>({ keys: 'duplicate', clock });
    const early = online(rooms);
    rooms.register('lobby', 'a1', { ttl: 10 });
    clock.time = 10;
    expect(online(rooms).story).toEqual(['']);
    expect(early.story).toEqual(['', '+a:a1', '-a:a1']);
  });
});

describe('presence ends', () => {
  it('when the registry closes, after everybody has been told to leave', () => {
    const rooms = make();
    rooms.register('lobby', 'a1');
    rooms.register('lobby', 'b1');
    const watcher = online(rooms);
    rooms.close();
    expect(watcher.story).toEqual(['+a:a1 +b:b1', '-a:a1', '-b:b1']);
    expect(watcher.completed).toBe(true);
  });

  it('when an application shuts down, with those there who are there', () => {
    const rooms = make();
    rooms.register('lobby', 'a1');
    const watcher = online(rooms);
    rooms.completeStreams();
    expect(watcher.completed).toBe(true);
    rooms.close();
    expect(watcher.story).toEqual(['+a:a1']);
  });

  it.each(['close', 'completeStreams'] as const)(
    'at once and without a word after %s, as all observables do',
    (end) => {
      const rooms = make();
      rooms.register('lobby', 'a1');
      rooms[end]();
      const watcher = online(rooms);
      expect(watcher.diffs).toEqual([]);
      expect(watcher.completed).toBe(true);
    },
  );

  it('with an error for the observer whose `by` throws, and for nobody else', () => {
    const rooms = make();
    const no = new Error('no');
    const picky = new Online(
      rooms.presence('lobby', {
        by: ({ value }) => {
          if (value === 'b1') throw no;
          return value[0]!;
        },
      }),
    );
    const other = online(rooms);
    rooms.register('lobby', 'a1');
    rooms.register('lobby', 'b1');
    rooms.register('lobby', 'c1');
    expect(picky.story).toEqual(['', '+a:a1']);
    expect(picky.errors).toEqual([no]);
    expect(other.story).toEqual(['', '+a:a1', '+b:b1', '+c:c1']);
    expect(rooms.size).toBe(3);
  });

  it('with an error instead of the state when `by` throws at once', () => {
    const rooms = make();
    const no = new Error('no');
    rooms.register('lobby', 'a1');
    const watcher = new Online(
      rooms.presence('lobby', {
        by: () => {
          throw no;
        },
      }),
    );
    expect([watcher.diffs, watcher.errors]).toEqual([[], [no]]);
    expect(rooms.store.changes.keys).toBe(0);
  });

  it.each([undefined, Promise.resolve('a'), new Map()])(
    'with an error when `by` gives %p, which is no key',
    (id) => {
      const rooms = make();
      const watcher = new Online(rooms.presence('lobby', { by: () => id as unknown as string }));
      rooms.register('lobby', 'a1');
      expect(watcher.errors).toEqual([expect.any(InvalidKeyError)]);
    },
  );
});

it('refuses what is no key, a pattern, and options that there are not', () => {
  const rooms = make();
  expect(() => rooms.presence(new Map())).toThrow(InvalidKeyError);
  expect(() => rooms.presence(pattern('room:*'))).toThrow(InvalidKeyError);
  expect(() => rooms.presence('lobby', { by: 'user' as unknown as () => string })).toThrow(
    InvalidOptionError,
  );
  expect(() => rooms.presence('lobby', { of: by } as object)).toThrow(InvalidOptionError);
});
